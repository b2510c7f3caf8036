using System.Buffers.Binary;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>The trees that say where inodes and extents are (xfs_format.h, <c>struct xfs_btree_block</c>).</summary>
internal sealed partial class XfsVolume
{
    private const int ShortHeader = 56;
    private const int InodesOfAChunk = 64;
    private const int InodesOfAHole = 4;

    /// <summary>The numbers of all inodes that there are, in use or not.</summary>
    public IEnumerable<ulong> Inodes()
    {
        for (int group = 0; group < GroupCount; group++)
        {
            byte[] header = Read(((long)group * GroupBlocks * BlockSize) + (2 * SectorSize), SectorSize);
            foreach ((uint chunk, ushort holes) in Chunks(group, BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(20)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(24))))
            {
                for (int i = 0; i < InodesOfAChunk; i++)
                {
                    // Where space is short, a chunk has parts that are no inodes.
                    if ((holes & (1 << (i / InodesOfAHole))) == 0)
                    {
                        yield return ((ulong)group << (GroupBits + InodeBits)) | (chunk + (uint)i);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Whether files have all of their blocks. mkfs.xfs writes a file as if it were one range, also where it found but a shorter one: what
    /// lies behind that is then overwritten.
    /// </summary>
    public bool IsWhole() => Inodes().Select(number => new XfsInode(number, Read(PlaceOf(number), XfsInode.Size)))
        .All(inode => inode.IsSound && (!inode.IsFile || Extents(inode).Sum(extent => (long)extent.Count) * BlockSize >= inode.Length));

    /// <summary>The extents of a file, or of a folder's names.</summary>
    public IEnumerable<XfsExtent> Extents(XfsInode inode)
    {
        if (inode.Format == XfsInode.Extents)
        {
            return Extents(inode.Literal, inode.ExtentCount);
        }

        const int Header = 4, Pointer = 8;
        int count = BinaryPrimitives.ReadUInt16BigEndian(inode.Literal[2..]), most = (XfsInode.LiteralSize - Header) / (2 * Pointer);
        return Pointers(inode.Literal[(Header + (most * Pointer))..], count).SelectMany(block => ExtentsBelow(block, BinaryPrimitives.ReadUInt16BigEndian(inode.Literal) - 1));
    }

    private IEnumerable<XfsExtent> ExtentsBelow(ulong place, int level)
    {
        const int Header = 72, Pointer = 8;
        byte[] block = ReadBlock(place);
        int count = BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(6)), most = (BlockSize - Header) / (2 * Pointer);
        return !block.AsSpan().StartsWith("BMA3"u8) || count > (BlockSize - Header) / XfsExtent.Size ? throw Damaged(PlaceOfBlock(place))
            : level == 0 ? Extents(block.AsSpan(Header), count)
            : Pointers(block.AsSpan(Header + (most * Pointer)), count).SelectMany(next => ExtentsBelow(next, level - 1));
    }

    private IEnumerable<(uint First, ushort Holes)> Chunks(int group, uint place, int levels)
    {
        const int Record = 16, Pointer = 4;
        byte[] block = Read((((long)group * GroupBlocks) + place) * BlockSize, BlockSize);
        int count = BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(6)), most = (BlockSize - ShortHeader) / (2 * Pointer);
        if (!block.AsSpan().StartsWith("IAB3"u8))
        {
            throw Damaged((((long)group * GroupBlocks) + place) * BlockSize);
        }

        return levels == 1
            ? Enumerable.Range(0, count).Select(i => (BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(ShortHeader + (i * Record))), BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(ShortHeader + (i * Record) + sizeof(uint)))))
            : Enumerable.Range(0, count).SelectMany(i => Chunks(group, BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(ShortHeader + ((most + i) * Pointer))), levels - 1));
    }

    private static List<XfsExtent> Extents(ReadOnlySpan<byte> list, int count)
    {
        var extents = new List<XfsExtent>(count);
        for (int i = 0; i < count; i++)
        {
            extents.Add(XfsExtent.Parse(list[(i * XfsExtent.Size)..]));
        }

        return extents;
    }

    private static List<ulong> Pointers(ReadOnlySpan<byte> list, int count)
    {
        var pointers = new List<ulong>(count);
        for (int i = 0; i < count; i++)
        {
            pointers.Add(BinaryPrimitives.ReadUInt64BigEndian(list[(i * sizeof(ulong))..]));
        }

        return pointers;
    }
}
