using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>All places where a guest keeps arguments of its kernels.</summary>
internal static class BootConfiguration
{
    // Where GRUB, and systemd-boot, look for entries of the Boot Loader Specification.
    private static readonly string[] EntryRoots = ["/boot", "/boot/efi", "/efi"];

    private static readonly IArgumentSyntax Entry = new KeywordSyntax(["options"], hasImage: false);
    private static readonly IArgumentSyntax Extlinux = new KeywordSyntax(["append"], hasImage: false);

    private static readonly IArgumentSyntax Grub = new AnySyntax(
        new KeywordSyntax(["linux", "linux16", "linuxefi", "module", "module2"], hasImage: true),
        new VariableSyntax("set ", ["kernelopts", "default_kernelopts"], []));

    private static readonly IArgumentSyntax GrubLegacy = new AnySyntax(
        new KeywordSyntax(["kernel", "module"], hasImage: true), new VariableSyntax("# ", ["kopt"], []));

    private static readonly IArgumentSyntax Environment = new VariableSyntax("", ["kernelopts"], []);

    // GRUB_CMDLINE_LINUX goes to normal and recovery entries; consoles of the others follow it and stay the last ones.
    private static readonly IArgumentSyntax Defaults = new VariableSyntax(
        "", ["GRUB_CMDLINE_LINUX", "default_kernel_opts"], ["GRUB_CMDLINE_LINUX_DEFAULT", "GRUB_CMDLINE_LINUX_RECOVERY"], isShell: true);

    private static readonly IArgumentSyntax Suse = new VariableSyntax(
        "", ["DEFAULT_APPEND", "FAILSAFE_APPEND"], ["XEN_KERNEL_APPEND", "IMAGES_APPEND"], isShell: true);

    /// <summary>Those that are there.</summary>
    public static IEnumerable<BootText> Read(GuestTree tree, LinuxSystem system)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string path, IArgumentSyntax syntax) in Candidates(tree, system))
        {
            if (tree.RealPath(path) is { } real && seen.Add(real) && GuestText.Read(tree, path) is { } text)
            {
                yield return new BootText(text, syntax);
            }
        }
    }

    private static IEnumerable<(string Path, IArgumentSyntax Syntax)> Candidates(GuestTree tree, LinuxSystem system)
        => system.BootLoaders.SelectMany(loader => Of(tree, loader))
            .Concat(Each(Grub, ["/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/custom.cfg", "/boot/grub2/custom.cfg", "/etc/grub.d/40_custom"]))
            .Concat(Each(Grub, Vendors(tree, "grub.cfg")))
            .Concat(Each(GrubLegacy, ["/boot/grub/menu.lst", "/boot/grub/grub.conf", .. Vendors(tree, "grub.conf")]))
            .Concat(Each(Defaults, ["/etc/default/grub", .. GuestFolder.Files(tree, "/etc/default/grub.d", ".cfg"), "/etc/update-extlinux.conf"]))
            .Concat(Each(Suse, ["/etc/sysconfig/bootloader"]))
            .Concat(Each(Environment, ["/boot/grub/grubenv", "/boot/grub2/grubenv", .. Vendors(tree, "grubenv")]))
            .Concat(EntryRoots.SelectMany(root => Each(Entry, GuestFolder.Files(tree, root + "/loader/entries", ".conf"))))
            .Concat(Each(Extlinux, ["/boot/extlinux.conf", "/boot/extlinux/extlinux.conf", "/boot/syslinux/syslinux.cfg"]))
            .Concat(Each(new LineSyntax(), ["/etc/kernel/cmdline"]));

    private static IEnumerable<(string Path, IArgumentSyntax Syntax)> Of(GuestTree tree, BootLoader loader) => loader.Kind switch
    {
        BootLoaderKind.Grub2 => Each(Grub, [loader.Configuration]),
        BootLoaderKind.GrubLegacy => Each(GrubLegacy, [loader.Configuration]),
        BootLoaderKind.Extlinux => Each(Extlinux, [loader.Configuration]),
        BootLoaderKind.BootLoaderSpecification or BootLoaderKind.SystemdBoot => Each(Entry, GuestFolder.Files(tree, loader.Configuration, ".conf")),
        _ => [],
    };

    private static IEnumerable<string> Vendors(GuestTree tree, string file)
        => GuestFolder.Folders(tree, "/boot/efi/EFI").Select(folder => GuestPath.Join(folder, file));

    private static IEnumerable<(string Path, IArgumentSyntax Syntax)> Each(IArgumentSyntax syntax, IEnumerable<string> paths)
        => paths.Select(path => (path, syntax));
}
