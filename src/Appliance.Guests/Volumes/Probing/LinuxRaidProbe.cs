using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Members of Linux software RAID (md): superblocks 1.0, 1.1, 1.2 and 0.90, which lie in four places.</summary>
internal static class LinuxRaidProbe
{
    private const uint Magic = 0xA92B4EFC;
    private const int Sector = 512;

    // Version 0.90 lies in the last whole 64 KiB.
    private const int Reserved = 64 << 10;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        // 1.0 lies 8 KiB before the end, on a border of 4 KiB.
        long last = ((device.Length / Sector) - 16) & ~7L;
        return IdentifyOne(device, 0) ?? IdentifyOne(device, 4096) ?? IdentifyOne(device, last * Sector)
            ?? IdentifyZero(device, (device.Length & ~(Reserved - 1L)) - Reserved);
    }

    private static FileSystemIdentity? IdentifyOne(BlockDevice device, long offset)
    {
        const int Major = 4, Uuid = 16, Name = 32, NameLength = 32, Place = 144, Size = 152;
        Span<byte> block = stackalloc byte[Size];
        bool isMember = device.TryRead(offset, block)
            && BinaryPrimitives.ReadUInt32LittleEndian(block) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(block[Major..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(block[Place..]) == (ulong)offset / Sector;
        return isMember
            ? new FileSystemIdentity(FileSystemKind.LinuxRaid, DeviceReads.UuidText(block.Slice(Uuid, 16)), DeviceReads.FieldText(block.Slice(Name, NameLength)))
            : null;
    }

    private static FileSystemIdentity? IdentifyZero(BlockDevice device, long offset)
    {
        const int Major = 4, FirstUuid = 20, OtherUuids = 52, Size = 64;
        Span<byte> block = stackalloc byte[Size];
        if (!device.TryRead(offset, block) || BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(block[Major..]) != 0)
        {
            return null;
        }

        // Four little-endian words, printed as numbers.
        Span<byte> uuid = stackalloc byte[16];
        for (int i = 0; i < 4; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[(i == 0 ? FirstUuid : OtherUuids + ((i - 1) * 4))..]);
            BinaryPrimitives.WriteUInt32BigEndian(uuid[(i * 4)..], word);
        }

        return new FileSystemIdentity(FileSystemKind.LinuxRaid, DeviceReads.UuidText(uuid));
    }
}
