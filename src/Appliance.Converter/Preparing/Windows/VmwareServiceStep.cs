using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows;

/// <summary>
/// Keeps VMware's services and drivers from starting. They are disabled, not deleted, so that the uninstaller still finds
/// what it looks for; the disk controllers pvscsi and LSI_SAS stay, as a way back to VMware.
/// </summary>
internal sealed class VmwareServiceStep(MachineRegistry registry) : IPreparationStep<WindowsSystem>
{
    private const uint Disabled = 4;

    // Device classes and the devices of one are this many at most in any Windows known; more are not looked at.
    private const int MostKeys = 1000;

    private static readonly string[] Services =
    [
        "VMTools", "VGAuthService", "vmvss", "vm3dservice", "VMUpgradeHelper", "VMware Physical Disk Helper Service", "GISvc",
        "vmci", "vsock", "vmhgfs", "VMMemCtl", "vmmemctl", "vmmouse", "vmusbmouse", "vmrawdsk",
        "vmxnet", "vmxnet2", "vmxnet3ndis5", "vmxnet3ndis6", "vmx_svga", "vm3dmp", "vm3dmp_loader", "vm3dmp-debug", "vm3dmp-stats",
        "vsepflt", "vnetflt", "vnetWFP", "giappdef", "glxgi",
    ];

    private static readonly string[] FilterValues = ["UpperFilters", "LowerFilters"];

    // The mouse and the keyboard are at the same place on Xen, so that their keys, and the filters in them, go on being used.
    private static readonly string[] SharedDevices = ["PNP0F03", "PNP0F13", "PNP0303"];

    public string Name => "VMware services";

    public void Run(PreparationContext context, WindowsSystem system)
    {
        var disabled = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (RegistryKey set in registry.ControlSets)
        {
            foreach (string name in Services)
            {
                if (set.Find($@"Services\{name}") is { } service && service.Set(RegistryValue.OfNumber("Start", Disabled)))
                {
                    disabled.Add(name);
                }
            }

            foreach (RegistryKey filtered in ClassesOf(set).Concat(DevicesOf(set)))
            {
                RemoveFilters(filtered);
            }
        }

        if (disabled.Count > 0)
        {
            context.Did($"services of VMware no longer start: {string.Join(", ", disabled)}");
        }
    }

    private static IEnumerable<RegistryKey> ClassesOf(RegistryKey set) => set.Find(@"Control\Class")?.Children().Take(MostKeys) ?? [];

    private static IEnumerable<RegistryKey> DevicesOf(RegistryKey set)
        => SharedDevices.SelectMany(device => set.Find($@"Enum\ACPI\{device}")?.Children().Take(MostKeys) ?? []);

    // A device does not start while one of its filters is disabled.
    private static void RemoveFilters(RegistryKey key)
    {
        foreach (string name in FilterValues)
        {
            if (key.Texts(name) is { Count: > 0 } filters
                && filters.Where(filter => !Services.Contains(filter, StringComparer.OrdinalIgnoreCase)).ToArray() is var kept
                && kept.Length < filters.Count)
            {
                _ = kept.Length == 0 ? key.DeleteValue(name) : key.Set(RegistryValue.OfTexts(name, kept));
            }
        }
    }
}
