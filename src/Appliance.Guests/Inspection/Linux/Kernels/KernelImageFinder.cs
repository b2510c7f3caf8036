using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection.Linux.Boot;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>Finds the kernels of a guest by the places and names that distributions give them.</summary>
internal static class KernelImageFinder
{
    private const int MostNames = 4_096; // of each folder; a distribution keeps two to five kernels
    private const int MostKernels = 64;
    private const int MachineIdLength = 32; // machine-id(5)

    // With "-" where the release follows. Xen's own image, xen-4.17-amd64.gz, is none of them.
    private static readonly string[] Names = ["vmlinuz", "vmlinux", "kernel", "bzImage", "Image"];

    // What is kept beside a kernel and is none: checksums, signatures, leftovers of package managers.
    private static readonly string[] OtherSuffixes = [".hmac", ".sig", ".asc", ".sha256", ".sha512", ".map", ".config", ".rpmsave", ".rpmnew", ".dpkg-tmp", ".dpkg-bak", ".gz"];

    /// <summary>The kernels, newest name first.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="entries">Those that boot loaders start, wherever they are.</param>
    public static IReadOnlyList<KernelImage> Find(GuestTree tree, IEnumerable<BootEntry> entries)
    {
        IEnumerable<KernelImage> images = [
            .. InBoot(tree), .. Unified(tree), .. ByMachineId(tree),
            .. entries.Select(entry => entry.Kernel).Distinct(StringComparer.Ordinal).Select(path => Of(path) ?? new KernelImage(path, ""))];

        // Several names of one file are one kernel: the one that tells most.
        return [.. images.GroupBy(image => tree.RealPath(image.Path), StringComparer.Ordinal)
            .Select(same => same.OrderByDescending(image => image.Suffix.Length).First())
            .OrderByDescending(image => image.IsSpare ? "" : image.Suffix, KernelVersionComparer.Instance)
            .Take(MostKernels)];
    }

    private static IEnumerable<KernelImage> InBoot(GuestTree tree)
    {
        KernelImage[] images = [.. tree.List("/boot").Where(node => IsName(node.Name)).Take(MostNames)
            .Select(node => Of(GuestPath.Join("/boot", node.Name))).OfType<KernelImage>().Where(image => tree.HasFile(image.Path))];

        // SUSE keeps the unpacked kernel beside the one that starts, for debuggers.
        HashSet<string> compressed = [.. images.Where(IsCompressed).Select(image => image.Suffix)];
        return images.Where(image => !GuestPath.NameOf(image.Path).StartsWith("vmlinux", StringComparison.Ordinal) || !compressed.Contains(image.Suffix));
    }

    private static IEnumerable<KernelImage> Unified(GuestTree tree)
        => EfiPartition.EfiFolders(tree).Select(folder => GuestPath.Join(folder, "Linux"))
            .SelectMany(folder => tree.List(folder).Take(MostNames).Where(node => node.Name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase))
                .Select(node => Of(GuestPath.Join(folder, node.Name))).OfType<KernelImage>());

    /// <summary>Those that kernel-install(8) puts in folders of machine and release.</summary>
    private static IEnumerable<KernelImage> ByMachineId(GuestTree tree)
        => from place in EfiPartition.Places
           from machine in tree.List(place).Where(node => IsMachineId(node.Name)).Take(MostKernels)
           let folder = GuestPath.Join(place, machine.Name)
           from release in tree.List(folder).Where(node => node.Type == FileType.Folder && KernelRelease.IsValid(node.Name)).Take(MostKernels)
           let path = GuestPath.Join(folder, release.Name + "/linux")
           where tree.HasFile(path)
           select new KernelImage(path, release.Name);

    /// <summary>The kernel that a path names; null where its name cannot be one.</summary>
    private static KernelImage? Of(string path)
    {
        string name = GuestPath.NameOf(path);
        if (name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase))
        {
            return new KernelImage(path, name[..^4], IsUnified: true);
        }

        if (name == "linux" && KernelRelease.IsValid(GuestPath.NameOf(GuestPath.FolderOf(path))))
        {
            return new KernelImage(path, GuestPath.NameOf(GuestPath.FolderOf(path)));
        }

        string suffix = name.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 ? name[(dash + 1)..] : "";
        return IsName(name) && (suffix.Length == 0 || KernelRelease.IsValid(suffix)) ? new KernelImage(path, suffix) : null;
    }

    private static bool IsName(string name)
        => Array.Exists(Names, known => name == known || name.StartsWith(known + "-", StringComparison.Ordinal))
            && !Array.Exists(OtherSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    private static bool IsCompressed(KernelImage image) => !GuestPath.NameOf(image.Path).StartsWith("vmlinux", StringComparison.Ordinal);

    private static bool IsMachineId(string name) => name.Length == MachineIdLength && name.All(char.IsAsciiHexDigit);
}
