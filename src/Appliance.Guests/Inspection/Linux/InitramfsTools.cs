using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Finds the program that makes a guest's initramfs.</summary>
internal static class InitramfsTools
{
    // The order counts: what has dracut keeps mkinitrd as another name for it.
    private static readonly (InitramfsTool Tool, string[] Programs)[] Tools =
    [
        (InitramfsTool.InitramfsTools, ["/usr/sbin/mkinitramfs"]),
        (InitramfsTool.Dracut, ["/usr/bin/dracut", "/sbin/dracut", "/usr/sbin/dracut"]),
        (InitramfsTool.Mkinitcpio, ["/usr/bin/mkinitcpio", "/sbin/mkinitcpio"]),
        (InitramfsTool.Mkinitfs, ["/sbin/mkinitfs", "/usr/sbin/mkinitfs"]),
        (InitramfsTool.Mkinitrd, ["/lib/mkinitrd/scripts"]),
        (InitramfsTool.NashMkinitrd, ["/sbin/nash"]),
    ];

    /// <summary>All files that are looked at.</summary>
    public static IEnumerable<string> Paths => Tools.SelectMany(tool => tool.Programs);

    /// <summary>The tool that is installed; else the one that made the default kernel's initramfs.</summary>
    public static InitramfsTool Find(GuestTree tree, LinuxKernel? defaultKernel)
    {
        InitramfsTool[] installed = [.. Tools.Where(tool => Array.Exists(tool.Programs, path => tree.Find(path) is not null)).Select(tool => tool.Tool)];
        InitramfsTool? made = defaultKernel?.InitramfsContents?.Tool;
        return made is { } tool && installed.Contains(tool) ? tool
            : installed.Length > 0 ? installed[0]
            : made ?? InitramfsTool.Unknown;
    }
}
