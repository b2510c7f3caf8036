using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Verifies every grain of a sparse extent: that it can be read, and that it has its place for itself.</summary>
internal sealed class VmdkGrainVerifier(VmdkSparseDisk disk, Disk file, FindingList findings)
{
    // Grains are read in runs as a copy does; only where a run fails, one by one.
    private const int RunSize = 2 << 20;

    private readonly VmdkSparseHeader _header = disk.Header;

    /// <summary>How many grains the tables lead to.</summary>
    public long Stored { get; private set; }

    /// <summary>Checks that each grain is within the file and, where it is compressed, inflates as it should.</summary>
    public async ValueTask VerifyContentAsync(CancellationToken cancellationToken)
    {
        int step = (int)Math.Max(RunSize, _header.GrainSize);
        var buffer = new byte[_header.IsCompressed ? step : 0];
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, cancellationToken);
            Extent run = extent.HasData ? extent.ClipTo(offset + step) : extent;
            if (run.HasData)
            {
                Stored += VmdkUnits.DivideUp(run.Length, _header.GrainSize);
                await VerifyRunAsync(run, buffer, cancellationToken);
            }

            offset = run.End;
        }
    }

    /// <summary>Checks that no grain shares sectors with another one, a table, or the directory.</summary>
    /// <remarks>A compressed grain stands for its first sector: its head says which grain it is, so that none can be used twice.</remarks>
    public async ValueTask VerifyPlacesAsync(CancellationToken cancellationToken)
    {
        var map = new VmdkSectorMap(file.Length);
        for (bool more = map.First(); more; more = map.Next())
        {
            await VerifyPlacesAsync(map, cancellationToken);
        }
    }

    private async ValueTask VerifyRunAsync(Extent run, byte[] buffer, CancellationToken cancellationToken)
    {
        if (_header.IsCompressed && await TryReadAsync(run, buffer, report: false, cancellationToken))
        {
            return;
        }

        for (long offset = run.Offset; offset < run.End; offset += _header.GrainSize)
        {
            Extent grain = new Extent(offset, _header.GrainSize, ExtentKind.Data).ClipTo(run.End);
            await TryReadAsync(grain, buffer, report: true, cancellationToken);
        }
    }

    /// <summary>Reads grains; of those that are stored as they are, only the place is looked at.</summary>
    private async ValueTask<bool> TryReadAsync(Extent run, byte[] buffer, bool report, CancellationToken cancellationToken)
    {
        try
        {
            if (_header.IsCompressed)
            {
                await disk.ReadAsync(run.Offset, buffer.AsMemory(0, (int)run.Length), cancellationToken);
            }
            else
            {
                VmdkGrainTable? table = await disk.Tables.GetAsync((int)(run.Offset / _header.TableCoverage), cancellationToken);
                disk.PlaceOf(table!, (int)(run.Offset % _header.TableCoverage / _header.GrainSize), run.Length);
            }

            return true;
        }
        catch (ImageException e)
        {
            if (report)
            {
                findings.Error("vmdk-grain", e);
            }

            return false;
        }
    }

    private async ValueTask VerifyPlacesAsync(VmdkSectorMap map, CancellationToken cancellationToken)
    {
        VmdkGrainDirectory directory = disk.Tables.Directory;
        long grainSize = _header.IsCompressed ? VmdkUnits.Sector : _header.GrainSize;
        map.Take(0, _header.HeaderSize);
        map.Take(_header.Directory, (long)directory.Count * sizeof(uint));
        for (int i = directory.FindStored(0); i < directory.Count; i = directory.FindStored(i + 1))
        {
            VmdkGrainTable table = (await disk.Tables.GetAsync(i, cancellationToken))!;
            if (!map.Take(directory[i], _header.TableSize))
            {
                findings.Error("vmdk-table-shared", file.Name, directory[i], $"grain table {i} shares sectors with another table or the directory");
            }

            for (int grain = 0; grain < table.Count; grain++)
            {
                if (table[grain] > VmdkGrainTable.Zeroed && !map.Take((long)table[grain] * VmdkUnits.Sector, grainSize))
                {
                    findings.Error("vmdk-grain-shared", file.Name, table.PlaceOf(grain), $"grain {((long)i * table.Count) + grain} shares sectors with another grain or a table");
                }
            }
        }
    }
}
