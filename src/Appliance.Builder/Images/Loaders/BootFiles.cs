using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection.Linux.Kernels;

namespace Appliance.Builder.Images.Loaders;

/// <summary>What a system needs to start from its disk: its mounts, and a menu for GRUB, which Xen's builds of it for PV and PVH read as well.</summary>
/// <param name="tree">The tree.</param>
/// <param name="disks">The disks, the first of which it starts from.</param>
internal sealed class BootFiles(RootTree tree, IReadOnlyList<DiskPlan> disks)
{
    private const string Consoles = "console=tty0 console=ttyS0,115200n8 console=hvc0";

    /// <summary>Adds them.</summary>
    /// <param name="arguments">More arguments of the kernel.</param>
    /// <exception cref="IOException">There is no kernel in the tree.</exception>
    public void Add(string arguments)
    {
        PlannedPartition[] contents = [.. disks.SelectMany(disk => disk.Contents)];
        foreach (string mount in contents.Select(content => content.Choice.Mount).OfType<string>().Where(mount => mount != "/" && tree.Find(mount) is null))
        {
            tree.Put(mount, TreeNode.Folder(FileRights.Program, tree.Now));
        }

        // What the tree has behind a link would be hidden by an empty file system, and stay on that of the link's target.
        if (contents.Select(content => content.Choice.Mount).OfType<string>().FirstOrDefault(mount => !tree.HasFolder(mount)) is { } other)
        {
            throw new IOException($"a file system is to be mounted on {other}, and in the base that is no folder, or lies behind a link");
        }

        tree.PutText("/etc/fstab", string.Concat(contents.Select(LineOf)));
        string kernel = Newest("vmlinuz") ?? throw new IOException("there is no kernel in /boot: a Debian base gets one by the package linux-image-cloud-amd64 or linux-image-amd64; no other base has packages installed, so it has to have a kernel, or files put one there");
        string? own = InitramfsNames.Of(kernel["vmlinuz".Length..].TrimStart('-')).FirstOrDefault(name => tree.Find($"/boot/{name}") is not null);
        string initrd = (own ?? Newest("initrd.img")) is { } image ? $"\tinitrd\t{disks[0].BootPathOf($"/boot/{image}")}\n" : "";
        tree.PutText("/boot/grub/grub.cfg", $$"""
            serial --unit=0 --speed=115200
            terminal_input serial console
            terminal_output serial console
            set default=0
            set timeout=0
            menuentry 'Appliance' {
            	search --no-floppy --fs-uuid --set=root {{disks[0].Boot!.Uuid}}
            	linux	{{disks[0].BootPathOf($"/boot/{kernel}")}} root={{RootDevice}} ro {{Consoles}} {{arguments}}
            {{initrd}}}

            """);
    }

    // An initramfs makes a logical volume ready only where it is called by its name.
    private string RootDevice => disks[0].GroupOf(disks[0].Root!)?.DeviceOf(disks[0].Root!) ?? $"UUID={disks[0].Root!.Uuid}";

    private static string LineOf(PlannedPartition place) => $"UUID={place.Uuid}\t{place.Choice.FileSystem switch
    {
        PartitionContent.Swap => "none\tswap\tsw\t0\t0",
        PartitionContent.Ext4 => $"{place.Choice.Mount}\text4\terrors=remount-ro\t0\t{(place.Choice.Mount == "/" ? 1 : 2)}",
        PartitionContent.Esp => $"{place.Choice.Mount}\tvfat\tumask=0077\t0\t2",
        PartitionContent other => $"{place.Choice.Mount}\t{other.ToString().ToLowerInvariant()}\tdefaults\t0\t0",
    }}\n";

    // Versions are of different lengths: vmlinuz-6.1.0-9 is older than vmlinuz-6.1.0-10.
    private string? Newest(string kind) => tree.List("/boot").Where(name => name == kind || name.StartsWith($"{kind}-", StringComparison.Ordinal))
        .OrderBy(name => string.Join('.', name.Split('.', '-').Select(part => part.PadLeft(8, '0'))), StringComparer.Ordinal).LastOrDefault();
}
