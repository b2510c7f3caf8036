namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>What the drivers for Xen are called: the module today and in older kernels, and the option of the kernel's configuration.</summary>
internal static class XenModules
{
    /// <summary>All drivers.</summary>
    public static IReadOnlyList<XenDriver> Drivers { get; } = Enum.GetValues<XenDriver>();

    /// <summary>
    /// The module's names, with <c>_</c>: that of Linux first, then that of the kernels which XenSource made (xenblk), and that of
    /// SUSE's xen-kmp and Red Hat's kmod-xenpv for kernels without Xen (xen-vbd).
    /// </summary>
    public static IReadOnlyList<string> NamesOf(XenDriver driver) => driver switch
    {
        XenDriver.Blkfront => ["xen_blkfront", "xenblk", "xen_vbd"],
        XenDriver.Netfront => ["xen_netfront", "xennet", "xen_vnif"],
        XenDriver.Scsifront => ["xen_scsifront", "xenscsi"],
        _ => throw new ArgumentOutOfRangeException(nameof(driver)),
    };

    /// <summary>The line of the kernel's configuration that says a driver is built in.</summary>
    public static string BuiltInLineOf(XenDriver driver) => driver switch
    {
        XenDriver.Blkfront => "CONFIG_XEN_BLKDEV_FRONTEND=y",
        XenDriver.Netfront => "CONFIG_XEN_NETDEV_FRONTEND=y",
        XenDriver.Scsifront => "CONFIG_XEN_SCSI_FRONTEND=y",
        _ => throw new ArgumentOutOfRangeException(nameof(driver)),
    };
}
