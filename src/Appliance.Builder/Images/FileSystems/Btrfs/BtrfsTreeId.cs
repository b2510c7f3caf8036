namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>The trees that are made, and what else has a number of its own (btrfs_tree.h).</summary>
internal static class BtrfsTreeId
{
    /// <summary>All other trees but that of the chunks.</summary>
    public const ulong Roots = 1;

    /// <summary>What space is taken.</summary>
    public const ulong Extents = 2;

    /// <summary>The chunks.</summary>
    public const ulong Chunks = 3;

    /// <summary>What of the device is taken.</summary>
    public const ulong Devices = 4;

    /// <summary>The files.</summary>
    public const ulong Files = 5;

    /// <summary>The folder in the tree of roots that names what is mounted.</summary>
    public const ulong RootFolder = 6;

    /// <summary>The checksums of content.</summary>
    public const ulong Checksums = 7;

    /// <summary>For the kernel, when it moves content.</summary>
    public const ulong Relocation = ulong.MaxValue - 8;

    /// <summary>Whose items the checksums are.</summary>
    public const ulong OfChecksums = ulong.MaxValue - 9;

    /// <summary>Whose items the chunks are, and the number of the first file of a tree.</summary>
    public const ulong First = 256;
}
