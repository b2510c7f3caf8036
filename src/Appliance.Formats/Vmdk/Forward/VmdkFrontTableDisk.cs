using System.Buffers.Binary;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vmdk;

/// <summary>The disk in a sparse extent without markers that comes by: the tables in front tell where each grain will stand.</summary>
internal sealed class VmdkFrontTableDisk : VmdkForwardDisk
{
    // Sector of the file in the high half, number of the grain in the low: sorted, they are the order of the file.
    private readonly ulong[] _grains;
    private int _next;

    private VmdkFrontTableDisk(ForwardFile file, VmdkSparseHeader header, long length, ulong[] grains)
        : base(file, header, length)
    {
        _grains = grains;
    }

    /// <summary>Sorts the grains of the tables by their place in the file.</summary>
    /// <param name="file">Stands behind the tables; owned.</param>
    /// <param name="header">The header.</param>
    /// <param name="length">Bytes of virtual disk.</param>
    /// <param name="tables">All tables.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async ValueTask<VmdkFrontTableDisk> CreateAsync(
        ForwardFile file, VmdkSparseHeader header, long length, VmdkGrainTables tables, CancellationToken cancellationToken)
    {
        var grains = new List<ulong>();
        VmdkGrainDirectory directory = tables.Directory;
        for (int i = directory.FindStored(0); i < directory.Count; i = directory.FindStored(i + 1))
        {
            VmdkGrainTable table = (await tables.GetAsync(i, cancellationToken))!;
            for (int entry = 0; entry < table.Count; entry++)
            {
                uint sector = table[entry];
                long grain = ((long)i * table.Count) + entry;
                bool stored = sector != VmdkGrainTable.Absent && !(header.HasZeroedGrains && sector == VmdkGrainTable.Zeroed);
                if (stored && grain * header.GrainSize < length)
                {
                    grains.Add(((ulong)sector << 32) | (uint)grain);
                }
            }
        }

        grains.Sort();
        return new VmdkFrontTableDisk(file, header, length, [.. grains]);
    }

    /// <inheritdoc/>
    protected override async ValueTask<DiskPiece?> FindNextAsync(CancellationToken cancellationToken)
    {
        if (_next == _grains.Length)
        {
            await File.DrainAsync(cancellationToken);
            return null;
        }

        (uint sector, uint grain) = ((uint)(_grains[_next] >> 32), (uint)_grains[_next]);
        _next++;
        long place = (long)sector * VmdkUnits.Sector;
        if (place < File.Position)
        {
            throw new InvalidImageException(File.Name, place, $"grain {grain} lies over the tables or over another grain");
        }

        await File.SkipAsync(place - File.Position, cancellationToken);
        return PieceOf(grain, await StoredSizeAsync(grain, cancellationToken));
    }

    private async ValueTask<long> StoredSizeAsync(long grain, CancellationToken cancellationToken)
    {
        if (!Header.IsCompressed)
        {
            // The last grain of a file may be as short as the disk's end.
            return Math.Min(Header.GrainSize, Length - (grain * Header.GrainSize));
        }

        ReadOnlyMemory<byte> head = await File.PeekAsync(sizeof(uint), cancellationToken);
        return head.Length == sizeof(uint)
            ? sizeof(uint) + (long)BinaryPrimitives.ReadUInt32LittleEndian(head.Span)
            : throw new InvalidImageException(File.Name, File.Position, "the file is cut off: it ends where a grain should start");
    }
}
