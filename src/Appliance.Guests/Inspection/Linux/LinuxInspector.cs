using Appliance.Formats;
using Appliance.Guests.Inspection.Linux.Boot;
using Appliance.Guests.Inspection.Linux.Distributions;
using Appliance.Guests.Inspection.Linux.Kernels;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Tells what a Linux guest is, from its files alone.</summary>
public static class LinuxInspector
{
    /// <summary>Files and folders that an inspection looks at before it knows the kernels, for <see cref="GuestTree.Prefetch"/>; which it calls itself.</summary>
    public static IReadOnlyCollection<string> Paths { get; } =
        [.. DistributionReader.Paths, .. LinuxSettings.Paths, .. VmwareToolsReader.Paths, .. BootMenus.Paths, .. InitramfsTools.Paths, Fstab.Path];

    /// <summary>Inspects a guest; file systems that it mounts beside its root are to be in the tree already.</summary>
    /// <returns>The system; null where the tree is no root of a Linux.</returns>
    /// <exception cref="ImageException">A file system is damaged.</exception>
    /// <exception cref="MissingToolException">A library is missing that decompresses the guest's initramfs.</exception>
    public static LinuxSystem? Inspect(GuestTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        tree.Prefetch(Paths);
        LinuxDistribution? distribution = DistributionReader.Read(tree);
        if (distribution is null && !LooksLikeRoot(tree))
        {
            return null;
        }

        distribution ??= new LinuxDistribution("linux", "Linux", Version: null, []);
        IReadOnlyList<BootMenu> menus = BootMenus.Read(tree);
        BootEntry[] entries = [.. menus.SelectMany(menu => BootMenus.Entries(tree, menu))];
        IReadOnlyList<LinuxKernel> kernels = KernelReader.Read(tree, entries);
        IReadOnlyList<MountPoint> mounts = Fstab.Read(tree);
        var system = new LinuxSystem
        {
            Product = distribution.Product,
            Version = distribution.Version,
            Distribution = distribution.Id,
            Family = DistributionFamilies.Of(distribution),
            Architecture = LinuxSettings.Architecture(tree),
            HostName = LinuxSettings.HostName(tree),
            VmwareTools = VmwareToolsReader.Read(tree),
            UsesUefi = EfiPartition.IsUsed(tree, mounts),
            Kernels = kernels,
            BootLoaders = [.. menus.Select(menu => menu.Loader).Distinct()],
            BootEntries = entries,
            Mounts = mounts,
            SelinuxMode = LinuxSettings.SelinuxMode(tree),
        };
        return system with { InitramfsTool = InitramfsTools.Find(tree, system.DefaultKernel) };
    }

    /// <summary>Whether a tree that tells no distribution is a Linux still: home-made ones have at least an init, a shell and an fstab.</summary>
    private static bool LooksLikeRoot(GuestTree tree)
        => tree.HasFile(Fstab.Path) && tree.HasFile("/bin/sh") && tree.FindLink("/sbin/init") is not null;
}
