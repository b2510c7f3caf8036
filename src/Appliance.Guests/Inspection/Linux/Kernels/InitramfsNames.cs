using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>How distributions name the initramfs of a kernel.</summary>
internal static class InitramfsNames
{
    // {0} is what names the kernel.
    private static readonly string[] Patterns =
    [
        "initrd.img-{0}", // Debian
        "initramfs-{0}.img", // Red Hat, Arch
        "initrd-{0}", // SUSE
        "initrd-{0}.img", // Red Hat before 6, Mageia
        "initramfs-{0}", // Alpine, Gentoo
    ];

    private static readonly string[] PlainNames = ["initrd", "initrd.img", "initramfs.img", "initrd.gz"];

    /// <summary>What the initramfs of a kernel may be called.</summary>
    /// <param name="name">What names the kernel: mostly its release.</param>
    public static IEnumerable<string> Of(string name) => Patterns.Select(pattern => pattern.Replace("{0}", name, StringComparison.Ordinal));

    /// <summary>The initramfs of a kernel by its name, in the kernel's folder; null where there is none.</summary>
    public static string? Find(GuestTree tree, KernelImage image, string release)
    {
        string folder = GuestPath.FolderOf(image.Path);
        bool isAlone = image.Suffix.Length == 0 || GuestPath.NameOf(image.Path) == "linux";
        IEnumerable<string> names = new[] { image.Suffix, release }.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)
            .SelectMany(Of);
        return GuestText.FirstFile(tree, names.Concat(isAlone ? PlainNames : []).Select(name => GuestPath.Join(folder, name)));
    }

    /// <summary>The one of an entry's images that is the initramfs proper: the last that is no microcode; null where there is none.</summary>
    public static string? Choose(BootEntry entry)
        => entry.Initramfs.LastOrDefault(path => !GuestPath.NameOf(path).Contains("ucode", StringComparison.Ordinal));
}
