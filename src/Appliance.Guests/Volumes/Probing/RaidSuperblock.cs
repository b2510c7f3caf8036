using System.Buffers.Binary;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>The superblock of a member of Linux software RAID (md): versions 1.0, 1.1, 1.2 and 0.90, which lie in four places (linux/raid/md_p.h).</summary>
/// <param name="Uuid">The array's.</param>
/// <param name="Name">The array's, often with a host before it: <c>web01:0</c>; null where it has none.</param>
/// <param name="Events">Counts changes: a member that was left behind has a lower number.</param>
/// <param name="IsSettled">Whether the array was closed properly, and nothing was being rebuilt or reshaped.</param>
internal sealed record RaidSuperblock(string? Uuid, string? Name, ulong Events, bool IsSettled)
{
    private const uint Magic = 0xA92B4EFC;
    private const int Sector = 512;

    // Version 0.90 lies in the last whole 64 KiB.
    private const int Reserved = 64 << 10;

    /// <summary>Finds the superblock; null where there is none.</summary>
    public static RaidSuperblock? Read(BlockDevice device)
    {
        // 1.0 lies 8 KiB before the end, on a border of 4 KiB.
        long last = ((device.Length / Sector) - 16) & ~7L;
        return ReadOne(device, 0) ?? ReadOne(device, 4096) ?? ReadOne(device, last * Sector)
            ?? ReadZero(device, (device.Length & ~(Reserved - 1L)) - Reserved);
    }

    private static RaidSuperblock? ReadOne(BlockDevice device, long offset)
    {
        const int Major = 4, Features = 8, UuidAt = 16, NameAt = 32, NameLength = 32, Place = 144, EventsAt = 200, ResyncedTo = 208, Size = 216;

        // MD_FEATURE_RECOVERY_OFFSET, RESHAPE_ACTIVE, REPLACEMENT.
        const uint Unsettled = 2 | 4 | 16;
        Span<byte> block = stackalloc byte[Size];
        bool isMember = device.TryRead(offset, block)
            && BinaryPrimitives.ReadUInt32LittleEndian(block) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(block[Major..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(block[Place..]) == (ulong)offset / Sector;
        return isMember
            ? new RaidSuperblock(
                DeviceReads.UuidText(block.Slice(UuidAt, 16)),
                DeviceReads.FieldText(block.Slice(NameAt, NameLength)),
                BinaryPrimitives.ReadUInt64LittleEndian(block[EventsAt..]),
                BinaryPrimitives.ReadUInt64LittleEndian(block[ResyncedTo..]) == ulong.MaxValue && (BinaryPrimitives.ReadUInt32LittleEndian(block[Features..]) & Unsettled) == 0)
            : null;
    }

    private static RaidSuperblock? ReadZero(BlockDevice device, long offset)
    {
        const int Major = 4, FirstUuid = 20, OtherUuids = 52, State = 132, EventsAt = 156, Size = 164;

        // MD_SB_CLEAN.
        const uint Clean = 1;
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

        return new RaidSuperblock(
            DeviceReads.UuidText(uuid),
            Name: null,
            BinaryPrimitives.ReadUInt64LittleEndian(block[EventsAt..]),
            (BinaryPrimitives.ReadUInt32LittleEndian(block[State..]) & Clean) != 0);
    }
}
