using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Verifies one SESPARSE extent.</summary>
internal sealed class SeSparseVerifier(FindingList findings, ReadOptions options)
{
    /// <summary>Verifies header, journal, directory, and every table entry: that it is of a known kind, and has its grain for itself.</summary>
    /// <param name="file">The extent; stays open.</param>
    /// <param name="length">Bytes of virtual disk that count; null for all that the header says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It cannot be opened.</exception>
    public async ValueTask VerifyAsync(Disk file, long? length, CancellationToken cancellationToken)
    {
        SeSparseHeader header = await SeSparseReader.ReadHeaderAsync(file, cancellationToken);
        SeSparseDisk disk = await SeSparseReader.OpenAsync(file, header, length ?? header.Capacity, options, cancellationToken);
        var map = new VmdkSectorMap(file.Length);
        for (bool more = map.First(), first = true; more; more = map.Next(), first = false)
        {
            await VerifyTablesAsync(disk, file, map, first, cancellationToken);
        }
    }

    /// <summary>Goes through all tables once; what has nothing to do with places is told the first time only.</summary>
    private async ValueTask VerifyTablesAsync(SeSparseDisk disk, Disk file, VmdkSectorMap map, bool first, CancellationToken cancellationToken)
    {
        SeSparseDirectory directory = disk.Tables.Directory;
        map.Take(0, SeSparseHeader.Size);
        map.Take(disk.Header.VolatileHeader, SeSparseHeader.Size);
        map.Take(disk.Header.Directory, (long)directory.Count * sizeof(ulong));
        for (int i = directory.FindStored(0); i < directory.Count; i = directory.FindStored(i + 1))
        {
            if (!map.Take(directory[i]!.Value, SeSparseHeader.TableSize))
            {
                findings.Error("sesparse-table-shared", file.Name, directory[i]!.Value, $"grain table {i} shares sectors with another table or the directory");
            }

            SeSparseTable table = (await disk.Tables.GetAsync(i, cancellationToken))!;
            for (int grain = 0; grain < table.Count; grain++)
            {
                VerifyGrain(disk, file, map, table, grain, first);
            }
        }
    }

    private void VerifyGrain(SeSparseDisk disk, Disk file, VmdkSectorMap map, SeSparseTable table, int grain, bool first)
    {
        try
        {
            if (table.KindOf(grain) == ExtentKind.Data && !map.Take(disk.PlaceOf(table, grain, VmdkUnits.Sector), SeSparseHeader.GrainSize))
            {
                findings.Error("sesparse-grain-shared", file.Name, table.PlaceOf(grain), "a grain shares sectors with another grain or a table");
            }
        }
        catch (InvalidImageException e)
        {
            if (first)
            {
                findings.Error("sesparse-grain", e);
            }
        }
    }
}
