namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Types of keys (btrfs_tree.h).</summary>
internal static class BtrfsType
{
    /// <summary>A file, folder or link.</summary>
    public const byte Inode = 1;

    /// <summary>The names of a file in a folder.</summary>
    public const byte InodeRef = 12;

    /// <summary>Extended attributes, by the hash of their names.</summary>
    public const byte Attribute = 24;

    /// <summary>Names of a folder, by their hash.</summary>
    public const byte Name = 84;

    /// <summary>Names of a folder, in the order in which they came.</summary>
    public const byte NameIndex = 96;

    /// <summary>Content of a file.</summary>
    public const byte Content = 108;

    /// <summary>Checksums of content.</summary>
    public const byte Checksums = 128;

    /// <summary>A tree.</summary>
    public const byte Root = 132;

    /// <summary>Space that content takes.</summary>
    public const byte Extent = 168;

    /// <summary>Space that a node of a tree takes.</summary>
    public const byte Node = 169;

    /// <summary>A chunk and how much of it is taken.</summary>
    public const byte Group = 192;

    /// <summary>What of a device a chunk takes.</summary>
    public const byte DeviceExtent = 204;

    /// <summary>A device.</summary>
    public const byte Device = 216;

    /// <summary>A chunk.</summary>
    public const byte Chunk = 228;
}
