using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Members of ZFS pools, by the ring of uberblocks in their first label (ZFS On-Disk Specification, 1.3).</summary>
internal static class ZfsProbe
{
    private const int Ring = 128 << 10;
    private const int RingSize = 128 << 10;
    private const int Slot = 1 << 10;
    private const ulong Magic = 0x00BAB10C;

    // Any live pool has written some; a single one may be a leftover (blkid wants as many).
    private const int FewestUberblocks = 4;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        var ring = new byte[RingSize];
        if (!device.TryRead(Ring, ring))
        {
            return null;
        }

        int found = 0;
        for (int at = 0; at < RingSize; at += Slot)
        {
            ulong magic = BinaryPrimitives.ReadUInt64LittleEndian(ring.AsSpan(at));
            found += magic is Magic || BinaryPrimitives.ReverseEndianness(magic) is Magic ? 1 : 0;
        }

        return found >= FewestUberblocks ? new FileSystemIdentity(FileSystemKind.Zfs) : null;
    }
}
