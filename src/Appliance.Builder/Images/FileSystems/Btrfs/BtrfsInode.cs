using System.Numerics;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Items that describe a file, folder or link, and its names.</summary>
internal static class BtrfsInode
{
    /// <summary>What entries of attributes say that they are.</summary>
    public const byte OfAttributes = 8;

    /// <summary>The item of a file.</summary>
    /// <param name="node">The file.</param>
    /// <param name="length">Bytes of its content.</param>
    /// <param name="taken">Bytes that this takes.</param>
    /// <param name="names">How many names it has.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static byte[] Item(TreeNode node, ulong length, ulong taken, uint names, long now)
    {
        const uint Folder = 0x4000, File = 0x8000, Link = 0xA000, AllRights = 0xFFF;
        uint kind = node.Type switch { FileType.Folder => Folder, FileType.Link => Link, _ => File };
        return new ByteWriter().Long(BtrfsSpace.Generation, BtrfsSpace.Generation, length, taken, 0)
            .Int(names, node.Rights.Owner, node.Rights.Group, kind | ((uint)node.Rights.Mode & AllRights)).Long(0, 0, 0).Zero(32)
            .Time(now).Time(now).Time(node.Modified).Time(now).ToArray();
    }

    /// <summary>The items of a folder that is nowhere, and has nothing in it.</summary>
    public static IEnumerable<BtrfsItem> EmptyFolder(ulong number, long now) =>
    [
        new(new BtrfsKey(number, BtrfsType.Inode, 0), Item(TreeNode.Folder(FileRights.Program, now), 0, 0, 1, now)),
        new(new BtrfsKey(number, BtrfsType.InodeRef, number), Reference(0, ".."u8)),
    ];

    /// <summary>What leads from a file to one of its names.</summary>
    public static byte[] Reference(ulong index, ReadOnlySpan<byte> name) => new ByteWriter().Long(index).Short(name.Length).Bytes(name).ToArray();

    /// <summary>What leads from a name to its file, or to the value of an attribute.</summary>
    public static byte[] Entry(BtrfsKey target, byte kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        => new ByteWriter().Key(target).Long(BtrfsSpace.Generation).Short(value.Length, name.Length).Bytes(kind).Bytes(name).Bytes(value).ToArray();

    /// <summary>What entries say of a kind of file.</summary>
    public static byte KindOf(FileType type) => type switch { FileType.Folder => 2, FileType.Link => 7, _ => 1 };

    /// <summary>The hash by which names are found.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = ~1U;
        foreach (byte letter in name)
        {
            hash = BitOperations.Crc32C(hash, letter);
        }

        return hash;
    }
}
