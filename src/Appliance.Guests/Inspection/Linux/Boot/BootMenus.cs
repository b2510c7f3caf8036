using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>All boot loaders of a guest, and what they offer.</summary>
internal static class BootMenus
{
    private const int MostImages = 16; // microcode of two makers and the initramfs: three

    // Not Linux, though it is started like it.
    private static readonly string[] OtherPrograms = ["memtest", "ipxe", "netboot"];

    /// <summary>Folders that are looked at.</summary>
    public static IEnumerable<string> Paths => EfiPartition.Places;

    /// <summary>The menus of all boot loaders.</summary>
    public static IReadOnlyList<BootMenu> Read(GuestTree tree)
    {
        BootMenu[] menus = [.. Grub2Loader.Read(tree), .. SystemdBootLoader.Read(tree), .. GrubLegacyLoader.Read(tree), .. ExtlinuxLoader.Read(tree)];

        // GRUB's own file may lie on an EFI partition that is not mounted here; its entries tell more than none.
        return menus.Length > 0 ? menus : [.. Grub2Loader.ReadSpecifiedEntries(tree)];
    }

    /// <summary>What a menu offers of the kernels that are there; its default first, the others in their order.</summary>
    public static IEnumerable<BootEntry> Entries(GuestTree tree, BootMenu menu)
    {
        MenuEntry? wanted = menu.DefaultEntry;
        return menu.Entries.OrderBy(entry => ReferenceEquals(entry, wanted) ? 0 : 1)
            .Select(entry => Resolve(tree, menu.Loader.Configuration, entry, ReferenceEquals(entry, wanted))).OfType<BootEntry>();
    }

    private static BootEntry? Resolve(GuestTree tree, string configuration, MenuEntry entry, bool isDefault)
    {
        string folder = GuestPath.FolderOf(configuration);
        if (entry.Kernel is null || BootPaths.Find(tree, entry.Kernel, folder) is not { } kernel || IsOther(kernel))
        {
            return null;
        }

        return new BootEntry(entry.Title, kernel, entry.Arguments)
        {
            Initramfs = [.. entry.Initramfs.Take(MostImages).Select(path => BootPaths.Find(tree, path, folder)).OfType<string>()],
            IsDefault = isDefault,
            HasHypervisor = entry.HasHypervisor,
            Source = configuration,
        };
    }

    private static bool IsOther(string kernel)
        => Array.Exists(OtherPrograms, program => GuestPath.NameOf(kernel).StartsWith(program, StringComparison.OrdinalIgnoreCase));
}
