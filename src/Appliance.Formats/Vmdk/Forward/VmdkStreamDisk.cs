using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// The disk in a streamOptimized file that comes by: every grain tells by its marker which one it is. The tables, wherever
/// they stand, are held against the grains that came.
/// </summary>
/// <param name="file">Stands at the first grain; owned.</param>
/// <param name="header">The header.</param>
/// <param name="length">Bytes of virtual disk.</param>
/// <param name="front">The tables, where they stand before the grains; else null.</param>
internal sealed class VmdkStreamDisk(ForwardFile file, VmdkSparseHeader header, long length, VmdkGrainTables? front)
    : VmdkForwardDisk(file, header, length)
{
    private readonly VmdkGrainSums _sums = new();
    private readonly VmdkStreamTables _tables = new(file, header);

    /// <inheritdoc/>
    protected override async ValueTask<DiskPiece?> FindNextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadOnlyMemory<byte> sector = await File.PeekAsync(VmdkUnits.Sector, cancellationToken);
            if (sector.IsEmpty)
            {
                await CheckEndAsync(cancellationToken);
                return null;
            }

            if (sector.Length < VmdkMarker.Length)
            {
                throw new InvalidImageException(File.Name, File.Position, "the stream is cut off within a sector");
            }

            VmdkMarker marker = VmdkMarker.Parse(sector.Span);
            if (marker.IsGrain)
            {
                return TakeGrain(marker);
            }

            await _tables.TakeAsync(marker, cancellationToken);
        }
    }

    private DiskPiece TakeGrain(VmdkMarker marker)
    {
        ulong perGrain = (ulong)(Header.GrainSize / VmdkUnits.Sector);
        if (marker.Value % perGrain != 0 || marker.Value / perGrain >= (ulong)Header.Grains)
        {
            throw new InvalidImageException(File.Name, File.Position, $"a grain is marked as virtual sector {marker.Value}, where no grain starts");
        }

        long grain = (long)(marker.Value / perGrain);
        _sums.Add(grain / Header.TableEntries, (int)(grain % Header.TableEntries), SectorOf(File.Position));
        return PieceOf(grain, VmdkMarker.GrainHeadSize + (long)marker.Size);
    }

    private async ValueTask CheckEndAsync(CancellationToken cancellationToken)
    {
        if (front is null)
        {
            _tables.CheckAgainst(_sums);
            return;
        }

        for (int i = 0; i < front.Directory.Count; i++)
        {
            VmdkGrainTable? table = await front.GetAsync(i, cancellationToken);
            if (_sums[i] != (table is null ? 0 : VmdkGrainSums.Of(table, Header.HasZeroedGrains)))
            {
                throw VmdkStreamTables.Disagree(File, i);
            }
        }
    }
}
