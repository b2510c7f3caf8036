namespace Appliance.Formats.Vhd;

/// <summary>What follows from the program that made a VHD: which field holds the size, and whether there is a batmap.</summary>
internal static class VhdCreator
{
    /// <summary>Xen's blktap; the name under which vhd-util resizes, and every other program takes the size as written.</summary>
    public const string Xen = "tap\0";

    /// <summary>The newest version of Xen's dialect, 1.3.</summary>
    public const uint NewestXenVersion = 0x0001_0003;

    private const uint XenVersion01 = 0x0000_0001;
    private const uint XenVersion11 = 0x0001_0001;

    /// <summary>
    /// Whether a batmap follows the BAT: libvhd relies on one behind every dynamic disk of its own from version 1.2 on
    /// (those of 1.1 may have none).
    /// </summary>
    public static bool PromisesBatmap(VhdFooter footer)
        => IsXen(footer) && footer.CreatorVersion > XenVersion11 && footer.Type != VhdDiskType.Fixed;

    /// <summary>Whether blktap made it, in whatever version.</summary>
    public static bool IsXen(VhdFooter footer) => footer.Creator.StartsWith("tap", StringComparison.Ordinal);

    /// <summary>Whether it is of the two versions of blktap that hid disks without a new checksum.</summary>
    public static bool IsEarlyXen(VhdFooter footer) => IsXen(footer) && footer.CreatorVersion is XenVersion01 or XenVersion11;

    /// <summary>
    /// Size of the virtual disk in bytes. Virtual PC and the oldest qemu go by the geometry, unless that is at its
    /// maximum; everybody else by the size field (qemu, block/vpc.c).
    /// </summary>
    public static ulong DiskSizeOf(VhdFooter footer)
    {
        bool byGeometry = footer.Creator is "vpc " or "qemu"
            && footer.Geometry != VhdGeometry.Largest
            && footer.Geometry.Bytes > 0;
        return byGeometry ? (ulong)footer.Geometry.Bytes : footer.CurrentSize;
    }
}
