using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>What makes the guest's initramfs takes Xen's drivers along from its next kernel on, where it left them out so far.</summary>
internal sealed class InitramfsConfigurationStep : IPreparationStep<LinuxSystem>
{
    private static readonly string[] Modules = ["xen-blkfront", "xen-netfront"];

    public string Name => "configuration of the initramfs";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (!system.Kernels.Any(NeedsDisks))
        {
            return;
        }

        string? changed = system.InitramfsTool switch
        {
            InitramfsTool.InitramfsTools => AddLines(context.Tree, "/etc/initramfs-tools/modules"),
            InitramfsTool.Dracut => AddDracut(context.Tree),
            InitramfsTool.Mkinitcpio => AddToList(context.Tree, "/etc/mkinitcpio.conf", "MODULES", Modules),
            InitramfsTool.Mkinitrd => AddToList(context.Tree, "/etc/sysconfig/kernel", "INITRD_MODULES", Modules),
            InitramfsTool.Mkinitfs => AddFeature(context.Tree),
            _ => null,
        };
        if (changed is not null)
        {
            context.Did($"{changed}: the next initramfs has xen-blkfront and xen-netfront");
        }
    }

    /// <summary>Whether a kernel has its driver for Xen's disks, but its initramfs does not.</summary>
    public static bool NeedsDisks(LinuxKernel kernel) => kernel.Drivers.GetValueOrDefault(XenDriver.Blkfront) == DriverState.OnDisk;

    private static string? AddLines(GuestTree tree, string path)
    {
        GuestText text = GuestText.ReadOrNew(tree, path);
        foreach (string module in Modules.Where(module => text.IndexOf(line => Words.At(line, 0).Replace('_', '-') == module) < 0))
        {
            text.Append(module);
        }

        return text.Save(tree) ? path : null;
    }

    // dracut before 006 read one file alone.
    private static string? AddDracut(GuestTree tree)
    {
        string line = $"add_drivers+=\" {string.Join(' ', Modules)} \"";
        GuestText text = GuestText.ReadOrNew(tree, tree.HasFolder("/etc/dracut.conf.d") ? "/etc/dracut.conf.d/appliance-xen.conf" : "/etc/dracut.conf");
        if (text.IndexOf(found => found == line) < 0)
        {
            text.Append(line);
        }

        return text.Save(tree) ? text.Path : null;
    }

    /// <summary>Adds words to a list in quotes or, as in bash, in brackets; one that is commented out does not count.</summary>
    private static string? AddToList(GuestTree tree, string path, string key, string[] words)
    {
        GuestText? text = GuestText.Read(tree, path);
        int at = text?.IndexOf(line => Assignment.Parse(line)?.Key == key) ?? -1;
        if (at < 0)
        {
            return null;
        }

        string line = text![at];
        int start = line.IndexOfAny(['(', '"', '\''], line.IndexOf('=', StringComparison.Ordinal)) + 1;
        string[] missing = [.. words.Where(word => !line.Replace('_', '-').Contains(word, StringComparison.Ordinal))];
        if (start == 0 || missing.Length == 0)
        {
            return null;
        }

        string separator = start < line.Length && line[start] is not (')' or '"' or '\'') ? " " : "";
        text[at] = line.Insert(start, string.Join(' ', missing) + separator);
        return text.Save(tree) ? path : null;
    }

    private static string? AddFeature(GuestTree tree)
    {
        const string Feature = "appliance-xen";
        GuestText.Of($"/etc/mkinitfs/features.d/{Feature}.modules", Modules.Select(FileOf)).Save(tree, FileRights.File);
        return AddToList(tree, "/etc/mkinitfs/mkinitfs.conf", "features", [Feature]);
    }

    private static string FileOf(string module) => $"kernel/drivers/{(module == "xen-blkfront" ? "block" : "net")}/{module}.ko*";
}
