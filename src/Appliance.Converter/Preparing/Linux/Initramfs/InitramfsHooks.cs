using System.Text;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>Files by which the different kinds of initramfs load the modules of an overlay.</summary>
internal static class InitramfsHooks
{
    private const string Script = "00-appliance-xen.sh";

    // 059 has the first; newer ones the second; those before 009, as in CentOS 6, look at the root.
    private static readonly string[] DracutFolders = ["usr/lib/dracut/hooks/", "var/lib/dracut/hooks/", ""];

    /// <summary>
    /// The hooks for a kind; empty where nothing is known that such an initramfs would run. initramfs-tools reads
    /// conf/conf.d before it starts udev; so does dracut with its pre-udev hooks. mkinitcpio and SUSE's mkinitrd have fixed lists of
    /// scripts, but their udev reads rules; mkinitfs has no udev, but libkmod, which takes aliases and commands from modprobe.d.
    /// </summary>
    /// <param name="tool">What made the initramfs.</param>
    /// <param name="hookFolder">The folder of dracut's hooks; null where it is not known.</param>
    /// <param name="overlay">What they load.</param>
    public static IReadOnlyList<OverlayFile> For(InitramfsTool tool, string? hookFolder, InitramfsOverlay overlay) => tool switch
    {
        InitramfsTool.InitramfsTools => [Shell("conf/conf.d/appliance-xen", overlay)],
        InitramfsTool.Dracut => [.. (hookFolder is null ? DracutFolders : [hookFolder.Length == 0 ? "" : hookFolder + "/"])
            .Select(folder => Shell($"{folder}pre-udev/{Script}", overlay))],
        InitramfsTool.Mkinitcpio or InitramfsTool.Mkinitrd => [Udev(overlay)],
        InitramfsTool.Mkinitfs => [Modprobe(overlay)],
        _ => [],
    };

    private static OverlayFile Shell(string path, InitramfsOverlay overlay)
    {
        var script = new StringBuilder("# Loads the drivers for Xen that this initramfs was made without.\n");
        foreach (OverlayModule module in overlay.Modules)
        {
            script.Append($"if {overlay.Insmod} /{module.Path} 2>/{InitramfsOverlay.Folder}/error; then\n")
                .Append($"  echo \"appliance-xen: {module.Name} loaded\" >/dev/kmsg\nelse\n")
                .Append($"  echo \"appliance-xen: {module.Name}: $(cat /{InitramfsOverlay.Folder}/error)\" >/dev/kmsg\nfi\n");
        }

        foreach (string command in overlay.Commands)
        {
            script.Append(command).Append('\n');
        }

        return new OverlayFile(path, Encoding.ASCII.GetBytes(script.ToString()), IsProgram: true);
    }

    private static OverlayFile Udev(InitramfsOverlay overlay)
        => Text("etc/udev/rules.d/00-appliance-xen.rules", overlay.Modules.Select(module
            => $"ACTION==\"add\", SUBSYSTEM==\"{(module.Driver is null ? "pci" : "xen")}\", ENV{{MODALIAS}}==\"{AliasOf(module.Driver)}\", RUN+=\"{overlay.Insmod} /{module.Path}\""));

    // busybox is what an initramfs of Alpine has for certain.
    private static OverlayFile Modprobe(InitramfsOverlay overlay)
        => Text("etc/modprobe.d/appliance-xen.conf", overlay.Modules.GroupBy(module => module.Driver).SelectMany(driver => new[]
        {
            $"alias {AliasOf(driver.Key)} appliance_{NameOf(driver.Key)}",
            $"install appliance_{NameOf(driver.Key)} {string.Join("; ", driver.Select(module => $"/bin/busybox insmod /{module.Path}"))}",
        }));

    private static OverlayFile Text(string path, IEnumerable<string> lines) => new(path, Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    private static string NameOf(XenDriver? driver) => driver?.ToString().ToLowerInvariant() ?? "platform";

    /// <summary>The kind of device in Xen's store, as the kernel tells it of a device without a driver; or Xen's PCI device.</summary>
    private static string AliasOf(XenDriver? driver) => driver switch
    {
        null => "pci:v00005853d00000001*",
        XenDriver.Blkfront => "xen:vbd",
        XenDriver.Netfront => "xen:vif",
        _ => "xen:vscsi",
    };
}
