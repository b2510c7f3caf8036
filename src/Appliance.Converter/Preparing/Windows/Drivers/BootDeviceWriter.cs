using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// Tells Windows, before it has ever seen a device, which driver is the device's: in CriticalDeviceDatabase up to 7, in
/// DriverDatabase since 8. The forms are those that virt-v2v writes (libguestfs-common, mlcustomize/inject_virtio_win.ml).
/// </summary>
internal sealed class BootDeviceWriter(MachineRegistry registry)
{
    // What virt-v2v found to be needed; neither value is documented.
    private static readonly byte[] Rank = [0x01, 0xFF, 0x00, 0x00];
    private static readonly byte[] VersionMark = [0x00, 0xFF, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00];
    private const int VersionTail = 24;

    /// <summary>The name that stands in DriverDatabase for a package until Windows has installed it.</summary>
    public static string StandInOf(DriverPackage package) => $"appliance_{package.Name}.inf";

    /// <summary>The label of that name.</summary>
    public static string LabelOf(DriverPackage package) => StandInOf(package) + "_tmp";

    /// <summary>Writes the devices of a package.</summary>
    public void Write(DriverPackage package, WindowsSystem system)
    {
        if (package.DeviceService is not { } service)
        {
            return;
        }

        if (system.HasDriverDatabase)
        {
            WriteDatabase(package, service);
        }
        else
        {
            WriteCriticalDevices(package, service);
        }
    }

    private void WriteCriticalDevices(DriverPackage package, DriverService service)
    {
        foreach (RegistryKey set in registry.ControlSets)
        {
            foreach (string device in package.DeviceIds)
            {
                set.Create($@"Control\CriticalDeviceDatabase\{device.Replace('\\', '#')}")
                    .Set(RegistryValue.OfText("Service", service.Name), RegistryValue.OfText("ClassGUID", ClassOf(package)));
            }
        }
    }

    private void WriteDatabase(DriverPackage package, DriverService service)
    {
        string inf = StandInOf(package);
        string label = LabelOf(package);
        RegistryKey database = registry.System.Create("DriverDatabase");
        database.Create($@"DriverInfFiles\{inf}").Set(
            RegistryValue.OfTexts("", [label]),
            RegistryValue.OfText("Active", label),
            RegistryValue.OfTexts("Configurations", [package.InstallSection]));
        RegistryKey entry = database.Create($@"DriverPackages\{label}");
        entry.Set(RegistryValue.OfBinary("Version", [.. VersionMark, .. package.ClassGuid.ToByteArray(), .. new byte[VersionTail]]));
        entry.Create($@"Configurations\{package.InstallSection}").Set(
            RegistryValue.OfNumber("ConfigFlags", 0),
            RegistryValue.OfText("Service", service.Name));
        foreach (string device in package.DeviceIds)
        {
            database.Create($@"DeviceIds\{device}").Set(RegistryValue.OfBinary(inf, Rank));
            entry.Create($@"Descriptors\{device}").Set(RegistryValue.OfText("Configuration", package.InstallSection));
        }
    }

    private static string ClassOf(DriverPackage package) => package.ClassGuid.ToString("B").ToUpperInvariant();
}
