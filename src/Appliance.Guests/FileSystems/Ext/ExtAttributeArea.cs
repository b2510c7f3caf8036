using System.Buffers.Binary;
using Appliance.Formats;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// Reads the attributes of an inode's tail or of a block. libext2fs reads them too, but takes some lengths on trust; so
/// they are read here, and it only writes what was found sound. Layout: "Extended Attributes" in the Linux kernel's
/// Documentation/filesystems/ext4.
/// </summary>
internal static class ExtAttributeArea
{
    private const int HeaderSize = 16;

    // What the kernel lets a value in an inode of its own have (EXT4_XATTR_SIZE_MAX is larger, XATTR_SIZE_MAX is this).
    private const int MostValue = 65536;

    /// <summary>Reads all attributes.</summary>
    /// <param name="name">What messages call the file system.</param>
    /// <param name="inode">Whose they are.</param>
    /// <param name="area">The tail or the block.</param>
    /// <param name="first">Where the first entry stands in it.</param>
    /// <param name="origin">Where offsets of values count from.</param>
    public static List<ExtAttribute> Read(string name, uint inode, ReadOnlySpan<byte> area, int first, int origin)
    {
        int end = FindEnd(name, inode, area, first);
        var attributes = new List<ExtAttribute>();
        for (int at = first; at < end; at += EntrySize(area, at))
        {
            attributes.Add(ReadEntry(name, inode, area, at, origin, end));
        }

        return attributes;
    }

    private static int FindEnd(string name, uint inode, ReadOnlySpan<byte> area, int first)
    {
        int at = first;
        while (at + HeaderSize <= area.Length && BinaryPrimitives.ReadUInt32LittleEndian(area[at..]) != 0)
        {
            at += EntrySize(area, at);
            if (at > area.Length)
            {
                throw Damaged(name, inode);
            }
        }

        return at;
    }

    private static ExtAttribute ReadEntry(string name, uint inode, ReadOnlySpan<byte> area, int at, int origin, int end)
    {
        ReadOnlySpan<byte> entry = area[at..];
        int offset = origin + BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        uint valueInode = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
        bool fits = valueInode != 0 ? size <= MostValue : size == 0 || (size <= area.Length - offset && offset >= end + sizeof(uint));
        if (!fits)
        {
            throw Damaged(name, inode);
        }

        byte[] value = valueInode != 0 || size == 0 ? [] : area.Slice(offset, (int)size).ToArray();
        return new ExtAttribute(entry[1], UnixName.Decode(entry.Slice(HeaderSize, entry[0])), value, valueInode, (int)size);
    }

    private static int EntrySize(ReadOnlySpan<byte> area, int at) => (HeaderSize + area[at] + 3) & ~3;

    private static InvalidImageException Damaged(string name, uint inode) => new(name, $"the extended attributes of inode {inode} are damaged");
}
