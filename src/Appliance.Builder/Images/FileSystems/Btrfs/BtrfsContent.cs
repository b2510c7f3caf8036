using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Writes the content of files, one behind the other, with its checksums.</summary>
/// <param name="space">The file system.</param>
internal sealed class BtrfsContent(BtrfsSpace space)
{
    private const long LargestChunk = 1L << 30;
    private const long LargestExtent = 1L << 27;
    private const int MostChecksums = 2000;
    private const int PieceSize = 1 << 20;
    private const byte OfContent = 178; // what an extent is referred to by
    private const long Start = BtrfsSpace.Start + BtrfsSpace.SystemLength;

    private readonly List<BtrfsItem> _checksums = [];
    private readonly List<BtrfsItem> _extents = [];
    private readonly List<long> _used = [];
    private long _next = Start;

    /// <summary>The items of the checksums.</summary>
    public IReadOnlyList<BtrfsItem> Checksums => _checksums;

    /// <summary>The items of the space that is taken.</summary>
    public IReadOnlyList<BtrfsItem> Extents => _extents;

    /// <summary>The chunks that hold it.</summary>
    public IEnumerable<BtrfsChunk> Chunks => _used.Select((used, index) =>
    {
        long start = Start + (index * LargestChunk);
        return new BtrfsChunk(start, index < _used.Count - 1 ? LargestChunk : BtrfsSpace.RoundUp(_next - start), BtrfsChunk.Data, used);
    });

    /// <summary>Writes the content of a file.</summary>
    /// <param name="inode">Its number.</param>
    /// <param name="content">All of it.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>The items that say where it is.</returns>
    public IEnumerable<BtrfsItem> Write(ulong inode, Stream content, long length)
    {
        for (long place = 0; place < length;)
        {
            long wanted = (length - place + BtrfsSpace.SectorSize - 1) / BtrfsSpace.SectorSize * BtrfsSpace.SectorSize;
            long address = Allocate(Math.Min(wanted, LargestExtent), out long size);
            WriteExtent(address, content, Math.Min(size, length - place), size);
            _extents.Add(new BtrfsItem(
                new BtrfsKey((ulong)address, BtrfsType.Extent, (ulong)size),
                new ByteWriter().Long(1, BtrfsSpace.Generation, BtrfsChunk.Data).Bytes(OfContent).Long(BtrfsTreeId.Files, inode, (ulong)place).Int(1).ToArray()));
            yield return new BtrfsItem(
                new BtrfsKey(inode, BtrfsType.Content, (ulong)place),
                new ByteWriter().Long(BtrfsSpace.Generation, (ulong)size).Zero(4).Bytes(1).Long((ulong)address, (ulong)size, 0, (ulong)size).ToArray());
            place += size;
        }
    }

    private long Allocate(long wanted, out long size)
    {
        _next = BtrfsSpace.Skip(_next, BtrfsSpace.SectorSize);
        long inChunk = (_next - Start) % LargestChunk;
        if (inChunk == 0 || _used.Count == 0)
        {
            _used.Add(0);
        }

        long address = _next;
        size = Math.Min(Math.Min(wanted, LargestChunk - inChunk), BtrfsSpace.RoomAt(_next));
        _next += size;
        _used[^1] += size;
        return _next + BtrfsSpace.Mebibyte <= space.Length ? address : throw space.Full(_next);
    }

    private void WriteExtent(long address, Stream content, long length, long size)
    {
        var buffer = new byte[PieceSize];
        var sums = new List<byte>();
        Span<byte> sum = stackalloc byte[sizeof(uint)];
        long firstOfItem = address;
        for (long place = 0; place < size;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(PieceSize, size - place));
            int real = (int)Math.Clamp(length - place, 0, piece.Length);
            content.ReadExactly(piece[..real]);
            piece[real..].Clear();
            space.Write(address + place, piece);
            for (int sector = 0; sector < piece.Length; sector += BtrfsSpace.SectorSize)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32C.Compute(piece.Slice(sector, BtrfsSpace.SectorSize)));
                sums.AddRange(sum);
                place += BtrfsSpace.SectorSize;
                if (sums.Count == MostChecksums * sizeof(uint) || place == size)
                {
                    _checksums.Add(new BtrfsItem(new BtrfsKey(BtrfsTreeId.OfChecksums, BtrfsType.Checksums, (ulong)firstOfItem), [.. sums]));
                    sums.Clear();
                    firstOfItem = address + place;
                }
            }
        }
    }
}
