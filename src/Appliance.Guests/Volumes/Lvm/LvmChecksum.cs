namespace Appliance.Guests.Volumes.Lvm;

/// <summary>LVM's CRC-32: the polynomial of IEEE 802.3 from a start of LVM's own, inverting nothing (lib/misc/crc.c of LVM2).</summary>
internal static class LvmChecksum
{
    private const uint Start = 0xF597A6CF;
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(EntryOf)];

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = Start;
        foreach (byte value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint EntryOf(int index)
    {
        uint crc = (uint)index;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        return crc;
    }
}
