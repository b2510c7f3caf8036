using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>The EFI system partition, where Linux mounts it.</summary>
internal static class EfiPartition
{
    private const int MostVendors = 64; // one for each installed system

    /// <summary>Where it may be mounted.</summary>
    public static IReadOnlyList<string> Places { get; } = ["/boot/efi", "/efi", "/boot"];

    /// <summary>Its folder EFI in each place where it is, however it is spelled.</summary>
    public static IEnumerable<string> EfiFolders(GuestTree tree)
        => Places.SelectMany(place => Folders(tree, place))
            .Where(path => GuestPath.NameOf(path).Equals("EFI", StringComparison.OrdinalIgnoreCase) && !Places.Contains(path, StringComparer.Ordinal));

    /// <summary>The folders of the installed systems: <c>/boot/efi/EFI/debian</c>.</summary>
    public static IEnumerable<string> VendorFolders(GuestTree tree) => EfiFolders(tree).SelectMany(folder => Folders(tree, folder).Take(MostVendors));

    /// <summary>Whether the guest starts by UEFI: something is on the partition, or fstab mounts it.</summary>
    public static bool IsUsed(GuestTree tree, IReadOnlyList<MountPoint> mounts)
        => VendorFolders(tree).Any() || mounts.Any(mount => mount.Type is "vfat" or "msdos" or "auto" && mount.Path.TrimEnd('/') is "/boot/efi" or "/efi");

    private static IEnumerable<string> Folders(GuestTree tree, string folder)
        => tree.List(folder).Where(node => node.Type == FileType.Folder).Select(node => GuestPath.Join(folder, node.Name));
}
