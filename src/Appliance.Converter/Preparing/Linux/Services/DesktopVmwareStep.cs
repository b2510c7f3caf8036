using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>VMware's helpers of the desktop, and its driver of the screen where it is configured by name.</summary>
internal sealed class DesktopVmwareStep : IPreparationStep<LinuxSystem>
{
    public string Name => "VMware Tools on the desktop";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (string path in GuestFolder.Files(context.Tree, "/etc/xdg/autostart", name => name.StartsWith("vmware-user", StringComparison.Ordinal)))
        {
            Hide(context, path);
        }

        foreach (string path in GuestFolder.Files(context.Tree, "/etc/X11/xorg.conf.d", ".conf").Prepend("/etc/X11/xorg.conf"))
        {
            if (GuestText.Read(context.Tree, path)?.IndexOf(IsDriver) is >= 0)
            {
                context.Warn($"{path} names the driver vmware; take that section away if the desktop does not start on Xen");
            }
        }
    }

    private static void Hide(PreparationContext context, string path)
    {
        GuestText? entry = GuestText.Read(context.Tree, path);
        int group = entry?.IndexOf(line => line.Trim() == "[Desktop Entry]") ?? -1;
        if (group < 0 || entry!.IndexOf(line => line.StartsWith("Hidden=", StringComparison.Ordinal)) >= 0)
        {
            return;
        }

        entry.Insert(group + 1, "Hidden=true");
        entry.Save(context.Tree);
        context.Did($"{path} no longer starts with the desktop");
    }

    private static bool IsDriver(string line)
        => Words.At(line, 0).Equals("Driver", StringComparison.OrdinalIgnoreCase) && Words.At(line, 1).Trim('"') == "vmware";
}
