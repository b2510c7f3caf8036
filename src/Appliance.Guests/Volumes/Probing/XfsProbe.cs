using System.Buffers.Binary;
using System.Numerics;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>XFS, by its superblock (xfs_dsb of the kernel); all big-endian.</summary>
internal static class XfsProbe
{
    private const int BlockSize = 4;
    private const int Uuid = 32;
    private const int SectorSize = 102;
    private const int Label = 108;
    private const int LabelLength = 12;
    private const int Size = Label + LabelLength;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> block = stackalloc byte[Size];
        bool isXfs = device.TryRead(0, block)
            && block.StartsWith("XFSB"u8)
            && IsSize(BinaryPrimitives.ReadUInt32BigEndian(block[BlockSize..]), most: 65536)
            && IsSize(BinaryPrimitives.ReadUInt16BigEndian(block[SectorSize..]), most: 32768);
        return isXfs
            ? new FileSystemIdentity(FileSystemKind.Xfs, DeviceReads.UuidText(block.Slice(Uuid, 16)), DeviceReads.FieldText(block[Label..]))
            : null;
    }

    private static bool IsSize(uint size, uint most) => BitOperations.IsPow2(size) && size >= 512 && size <= most;
}
