using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>btrfs, by its first superblock (btrfs_super_block of the kernel).</summary>
internal static class BtrfsProbe
{
    private const int Superblock = 64 << 10;
    private const int Uuid = 32;
    private const int Magic = 64;
    private const int Devices = 136;
    private const int Label = 299;
    private const int LabelLength = 256;
    private const int Size = Label + LabelLength;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> block = stackalloc byte[Size];
        if (!device.TryRead(Superblock, block) || !block[Magic..].StartsWith("_BHRfS_M"u8))
        {
            return null;
        }

        ulong devices = BinaryPrimitives.ReadUInt64LittleEndian(block[Devices..]);
        return new FileSystemIdentity(
            FileSystemKind.Btrfs,
            DeviceReads.UuidText(block.Slice(Uuid, 16)),
            DeviceReads.FieldText(block[Label..]),
            devices > 1 ? $"is one of {devices} devices of a btrfs" : null);
    }
}
