using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>ext2, ext3 and ext4, by their superblock (kernel documentation, ext4 "Super Block").</summary>
internal static class ExtProbe
{
    private const int Superblock = 1024;
    private const int Blocks = 4;
    private const int LogBlockSize = 24;
    private const int Magic = 56;
    private const int Incompatible = 96;
    private const int Uuid = 104;
    private const int Label = 120;
    private const int Size = 136;

    // 64 KiB blocks, as 1024 << 6: the largest there are.
    private const uint MostLogBlockSize = 6;

    // The journal of another file system, with a superblock of its own.
    private const uint IsJournal = 0x8;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> block = stackalloc byte[Size];
        bool isExt = device.TryRead(Superblock, block)
            && BinaryPrimitives.ReadUInt16LittleEndian(block[Magic..]) == 0xEF53
            && BinaryPrimitives.ReadUInt32LittleEndian(block[LogBlockSize..]) <= MostLogBlockSize
            && BinaryPrimitives.ReadUInt32LittleEndian(block[Blocks..]) != 0
            && (BinaryPrimitives.ReadUInt32LittleEndian(block[Incompatible..]) & IsJournal) == 0;
        return isExt
            ? new FileSystemIdentity(FileSystemKind.Ext, DeviceReads.UuidText(block.Slice(Uuid, 16)), DeviceReads.FieldText(block.Slice(Label, 16)))
            : null;
    }
}
