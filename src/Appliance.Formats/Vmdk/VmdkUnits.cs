namespace Appliance.Formats.Vmdk;

/// <summary>VMDK counts in sectors; the code counts in bytes, and changes from one to the other at the edge.</summary>
internal static class VmdkUnits
{
    /// <summary>Bytes of a sector, whatever the disk's own sector size is.</summary>
    public const int Sector = 512;

    /// <summary>Most sectors that can be told in bytes.</summary>
    public const ulong MaxSectors = long.MaxValue / Sector;

    /// <summary><paramref name="bytes"/> rounded up to a multiple of <paramref name="unit"/>.</summary>
    public static long RoundUp(long bytes, long unit) => DivideUp(bytes, unit) * unit;

    /// <summary>How many units it takes to hold <paramref name="bytes"/>.</summary>
    public static long DivideUp(long bytes, long unit) => (bytes / unit) + (bytes % unit == 0 ? 0 : 1);
}
