using Appliance.Converter.Preparing.Linux.Initramfs;
using Appliance.Formats.Machines;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Converter.Preparing.Linux;

/// <summary>Tells what a Linux can do on Xen, now that it is prepared.</summary>
internal static class LinuxOnXen
{
    // Where PV GRUB looks on every file system, in this order (Debian's grub-xen-host, its built-in grub.cfg).
    private static readonly string[] PvGrubPlaces = ["/boot/grub/grub.cfg", "/grub/grub.cfg"];

    // Where pygrub looks on every partition (tools/pygrub/src/pygrub, run_grub).
    private static readonly string[] PyGrubPlaces =
    [
        .. from folder in (string[])["/boot/grub/", "/grub/", "/boot/grub2/", "/grub2/"]
           from file in (string[])["menu.lst", "grub.conf", "grub.cfg"]
           select folder + file,
        "/boot/extlinux.conf", "/boot/extlinux/extlinux.conf", "/extlinux/extlinux.conf", "/extlinux.conf",
    ];

    /// <summary>What the kernel that starts by default has, and what finds it.</summary>
    /// <param name="tree">The guest, prepared.</param>
    /// <param name="system">The system as it was found.</param>
    /// <param name="volumes">The volumes that the tree shows, by where they are mounted.</param>
    public static XenSupport Describe(GuestTree tree, LinuxSystem system, IReadOnlyDictionary<string, Volume> volumes)
    {
        LinuxKernel? kernel = system.DefaultKernel;
        (Volume Volume, string Path)[] menus = [.. system.BootLoaders.SelectMany(loader => PlaceOf(tree, system, loader, volumes))];
        return new XenSupport
        {
            Family = GuestFamily.Linux,
            Is32Bit = system.Architecture switch { "i386" => true, null => null, _ => false },
            HasBlockDriver = kernel is null ? null : HasBlockDriver(tree, kernel),
            HasNetworkDriver = kernel is null ? null : kernel.Drivers.GetValueOrDefault(XenDriver.Netfront) != DriverState.Absent,
            CanPv = kernel?.CanPv,
            CanPvh = kernel?.CanPvh,
            StartsByPvGrub = menus.Any(menu => PvGrubPlaces.Contains(menu.Path) && IsReadByPvGrub(menu.Volume)),
            StartsByPyGrub = menus.Any(menu => PyGrubPlaces.Contains(menu.Path) && IsReadByPyGrub(menu.Volume)),
        };
    }

    private static bool? HasBlockDriver(GuestTree tree, LinuxKernel kernel)
    {
        if (kernel.Drivers.GetValueOrDefault(XenDriver.Blkfront) is DriverState.BuiltIn or DriverState.InInitramfs)
        {
            return true;
        }

        using Stream? image = kernel.Initramfs is { } path && !kernel.IsUnified ? tree.OpenRead(path) : null;
        bool? unread = kernel.InitramfsProblem is null ? false : null;
        return image is not null && InitramfsOverlay.IsIn(image) ? true : unread;
    }

    /// <summary>Where a boot loader's own menu lies, and its path there; nothing where it offers no kernel that is there.</summary>
    private static IEnumerable<(Volume Volume, string Path)> PlaceOf(
        GuestTree tree, LinuxSystem system, BootLoader loader, IReadOnlyDictionary<string, Volume> volumes)
    {
        // Entries of the Boot Loader Specification are read by the distribution's own GRUB alone.
        bool isMenu = loader.Kind is BootLoaderKind.Grub2 or BootLoaderKind.GrubLegacy or BootLoaderKind.Extlinux;
        if (!isMenu || !system.BootEntries.Any(entry => entry.Source == loader.Configuration) || tree.RealPath(loader.Configuration) is not { } path)
        {
            yield break;
        }

        string? mount = volumes.Keys.Where(mount => GuestPath.IsWithin(path, mount)).MaxBy(mount => mount.Length);
        if (mount is not null)
        {
            yield return (volumes[mount], mount == "/" ? path : path[mount.Length..]);
        }
    }

    // With btrfs the paths that GRUB sees begin with the subvolume.
    private static bool IsReadByPvGrub(Volume volume)
        => volume.Kind is FileSystemKind.Ext or FileSystemKind.Xfs or FileSystemKind.Fat && volume.Within.All(outer => outer.Kind != FileSystemKind.Luks);

    // It knows partitions and no logical volumes, and of XFS only what was made before 2014 (tools/libfsimage/xfs).
    private static bool IsReadByPyGrub(Volume volume)
        => volume.Kind is FileSystemKind.Ext or FileSystemKind.Fat && volume.Within.Count == 0 && volume.LogicalVolume is null;
}
