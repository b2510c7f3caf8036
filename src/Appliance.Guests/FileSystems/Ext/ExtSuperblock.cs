using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// What the superblock says, checked before libext2fs sees it: that allocates by these numbers. Layout: "struct
/// ext4_super_block" in the Linux kernel's Documentation/filesystems/ext4.
/// </summary>
internal sealed class ExtSuperblock
{
    private const int Offset = 1024;
    private const int Size = 1024;
    private const ushort Magic = 0xEF53;

    // Groups are 128 MiB in a file system of usual blocks: 128 TiB, and 64 MB of descriptors.
    private const long MostGroups = 1 << 20;

    private readonly byte[] _bytes = new byte[Size];

    private ExtSuperblock()
    {
    }

    /// <summary>Bytes of a block.</summary>
    public int BlockSize => 1024 << (int)At(24);

    /// <summary>Bytes of an inode.</summary>
    public int InodeSize => Revision == 0 ? 128 : BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(88));

    /// <summary>Features that a reader may ignore.</summary>
    public uint Compatible => Revision == 0 ? 0 : At(92);

    /// <summary>Features that a reader has to know.</summary>
    public uint Incompatible => Revision == 0 ? 0 : At(96);

    /// <summary>Features that a writer has to know.</summary>
    public uint ReadOnlyCompatible => Revision == 0 ? 0 : At(100);

    /// <summary>Whether files have extents rather than lists of blocks.</summary>
    public bool HasExtents => (Incompatible & ExtFeatures.Extents) != 0;

    /// <summary>Whether it was not unmounted: a journal waits to be replayed, deleted files to be freed.</summary>
    public bool IsDirty
        => (Incompatible & ExtFeatures.NeedsRecovery) != 0
        || (ReadOnlyCompatible & ExtFeatures.OrphansPresent) != 0
        || LastOrphan != 0
        || (State & 1) == 0;

    /// <summary>Whether the kernel, or a check, found damage that was not repaired.</summary>
    public bool HasErrors => (State & 2) != 0;

    /// <summary>ext2, ext3 or ext4.</summary>
    public string Kind => HasExtents ? "ext4" : (Compatible & ExtFeatures.Journal) != 0 ? "ext3" : "ext2";

    /// <summary>All its blocks.</summary>
    public ulong Blocks => At(4) | (IsWide ? (ulong)At(336) << 32 : 0);

    private uint Revision => At(76);

    private bool IsWide => (Incompatible & ExtFeatures.Wide) != 0;

    private uint LastOrphan => At(232);

    private ushort State => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(58));

    /// <summary>Reads and checks the superblock of a device.</summary>
    /// <exception cref="InvalidImageException">It is none, or contradicts itself or the device.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that is not read here.</exception>
    public static ExtSuperblock Read(BlockDevice device)
    {
        if (device.Length < Offset + Size)
        {
            throw new InvalidImageException(device.Name, $"has {device.Length} bytes, which is too few for a file system");
        }

        var superblock = new ExtSuperblock();
        device.Read(Offset, superblock._bytes);
        superblock.Check(device);
        return superblock;
    }

    private void Check(BlockDevice device)
    {
        Require(BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(56)) == Magic, "is no ext file system");
        Require(Revision <= 1, $"has revision {Revision} of the format, and 1 is the last");
        ExtFeatures.CheckReadable(device.Name, Incompatible);
        Require(At(24) <= 6, "has blocks of more than 64 KiB");
        Require(InodeSize is >= 128 and <= 65536 && InodeSize <= BlockSize, $"has inodes of {InodeSize} bytes in blocks of {BlockSize}");
        Require(Blocks > At(20), "has no blocks");
        Require(Blocks <= (ulong)(device.Length / BlockSize), $"has {Blocks} blocks of {BlockSize} bytes, and the volume only {device.Length} bytes");
        Require(At(32) >= 8 && At(40) != 0, "has no blocks or inodes in its groups");
        Require((Blocks - At(20) + At(32) - 1) / At(32) <= MostGroups, $"has more than {MostGroups} groups of blocks");

        void Require(bool isGood, string problem)
        {
            if (!isGood)
            {
                throw new InvalidImageException(device.Name, Offset, problem);
            }
        }
    }

    private uint At(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));
}
