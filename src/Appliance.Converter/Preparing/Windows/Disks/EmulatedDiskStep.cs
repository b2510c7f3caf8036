using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Disks;

/// <summary>
/// Lets Windows start from IDE, as Xen emulates it (PIIX3), from AHCI, and from NVMe, which XenServer and XCP-ng emulate
/// under UEFI: the drivers are in every Windows, but one that
/// ran on another controller does not load them early enough, and stops with 0x7B.
/// </summary>
internal sealed class EmulatedDiskStep(MachineRegistry registry) : IPreparationStep<WindowsSystem>
{
    // storahci took msahci's place in 8; iaStorV drives Intel's controllers that look like AHCI. Microsoft's articles on
    // moving to IDE (314082) and to AHCI (922976, 2795397) set these to start, and StartOverride is what keeps them from it
    // since 8; XCP-ng's XenBootFix takes it from the same ones (win-pv-drivers, XenBootFix.cpp).
    private static readonly string[] Services = ["intelide", "pciide", "atapi", "msahci", "storahci", "stornvme", "iaStorV"];

    private const string HdcClass = "{4D36E96A-E325-11CE-BFC1-08002BE10318}";

    // Microsoft's article 314082; PCI#CC_0101 is any IDE controller, PCI#CC_0106 any of AHCI.
    private static readonly (string Device, string Service)[] CriticalDevices =
    [
        ("PCI#VEN_8086&DEV_7010", "intelide"),
        ("PCI#VEN_8086&DEV_7111", "intelide"),
        ("PCI#CC_0101", "pciide"),
        ("PCI#CC_0106", "msahci"),
        ("Primary_IDE_Channel", "atapi"),
        ("Secondary_IDE_Channel", "atapi"),
        ("*PNP0600", "atapi"),
    ];

    public string Name => "emulated disks";

    public void Run(PreparationContext context, WindowsSystem system)
    {
        var started = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (RegistryKey set in registry.ControlSets)
        {
            foreach (string name in Services)
            {
                if (set.Find($@"Services\{name}") is { } service && LetStart(service))
                {
                    started.Add(name);
                }
            }

            if (!system.HasDriverDatabase)
            {
                AddCriticalDevices(set);
            }
        }

        if (started.Count > 0)
        {
            context.Did($"{string.Join(", ", started)} are loaded at the start, so that Windows starts from an emulated disk");
        }

        if (registry.CurrentSet.Find(@"Services\intelide") is null && registry.CurrentSet.Find(@"Services\pciide") is null)
        {
            context.Warn("Windows has neither intelide nor pciide, and cannot start from an emulated IDE disk; install them from its medium, or add PV drivers before it is moved");
        }
    }

    private static bool LetStart(RegistryKey service)
    {
        bool isChanged = service.Set(RegistryValue.OfNumber("Start", 0));
        return service.Delete("StartOverride") || isChanged;
    }

    private static void AddCriticalDevices(RegistryKey set)
    {
        foreach ((string device, string service) in CriticalDevices)
        {
            if (set.Find($@"Services\{service}") is not null)
            {
                set.Create($@"Control\CriticalDeviceDatabase\{device}")
                    .Set(RegistryValue.OfText("Service", service), RegistryValue.OfText("ClassGUID", HdcClass));
            }
        }
    }
}
