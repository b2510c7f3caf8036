using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows;

/// <summary>Settings for the first starts: a failure stays on the screen, and disks at new places are used.</summary>
internal sealed class StartSettingsStep(MachineRegistry registry) : IPreparationStep<WindowsSystem>
{
    // VDS_SAN_POLICY: all disks go online (learn.microsoft.com/en-us/windows/win32/api/vds/ne-vds-vds_san_policy).
    private const uint OnlineAll = 1;

    public string Name => "start settings";

    public void Run(PreparationContext context, WindowsSystem system)
    {
        bool showsFailures = false;
        bool usesDisks = false;
        foreach (RegistryKey set in registry.ControlSets)
        {
            // A machine that starts again at once hides what went wrong; virt-v2v turns this off too (convert_windows.ml, disable_autoreboot).
            showsFailures |= set.Create(@"Control\CrashControl").Set(RegistryValue.OfNumber("AutoReboot", 0));

            // Servers keep disks at a new controller offline; the INF of xenvbd sets the same (win-xenvbd, XenVbd_Extras).
            usesDisks |= set.Create(@"Services\partmgr\Parameters").Set(RegistryValue.OfNumber("SanPolicy", OnlineAll));
        }

        if (showsFailures)
        {
            context.Did("a stop error stays on the screen instead of starting again");
        }

        if (usesDisks)
        {
            context.Did("disks that appear at a new place go online");
        }
    }
}
