using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// Puts the PV drivers into Windows: all packages into a folder that Windows looks for drivers in, and those that the boot
/// loader has to load into their final place, with their services. The setup at the first start installs them as usual.
/// </summary>
internal sealed class XenDriverStep(MachineRegistry registry, IReadOnlyList<DriverPackage> packages) : IPreparationStep<WindowsSystem>
{
    /// <summary>The folder of all packages, below that of the system.</summary>
    public const string Folder = "Drivers/Xen";

    private const string SettingsKey = @"Microsoft\Windows\CurrentVersion";

    public string Name => "PV drivers";

    public void Run(PreparationContext context, WindowsSystem system)
    {
        foreach (DriverPackage package in packages)
        {
            CopyAll(context.Tree, system, package);
            if (package.IsBootCritical)
            {
                CopyDrivers(context.Tree, system, package);
                new ServiceWriter(registry).Write(package);
                new BootDeviceWriter(registry).Write(package, system);
                context.Did($"{package.Name} {package.Version} is loaded at the start, for {string.Join(", ", package.DeviceIds)}");
            }
            else
            {
                context.Did($"{package.Name} {package.Version} is installed by the first start");
            }
        }

        if (packages.Count > 0)
        {
            ExtendDevicePath();
        }
    }

    private static void CopyAll(GuestTree tree, WindowsSystem system, DriverPackage package)
    {
        foreach ((string name, ReadOnlyMemory<byte> content) in package.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            tree.Write(GuestPath.Join(system.SystemRoot, $"{Folder}/{package.Name}/{name}"), content.Span);
        }
    }

    private static void CopyDrivers(GuestTree tree, WindowsSystem system, DriverPackage package)
    {
        IEnumerable<string> needed = package.DriverFiles.Concat(package.Services.Where(service => service.Start == DriverService.BootStart).Select(service => service.Binary));
        foreach (string name in needed.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!package.Files.TryGetValue(name, out ReadOnlyMemory<byte> content))
            {
                throw new UnsupportedImageException(package.Name, $"the driver package lacks {name}, which its .inf names; give a complete one");
            }

            tree.Write(GuestPath.Join(system.SystemRoot, $"System32/drivers/{name}"), content.Span);
        }
    }

    // Windows looks into these folders, not below them, when it meets new hardware.
    private void ExtendDevicePath()
    {
        RegistryKey settings = registry.Software.Create(SettingsKey);
        string present = settings.Text("DevicePath") is { Length: > 0 } path ? path : @"%SystemRoot%\inf";
        var folders = present.Split(';').ToList();
        folders.AddRange(packages
            .Select(package => $@"%SystemRoot%\{Folder.Replace('/', '\\')}\{package.Name}")
            .Where(folder => !folders.Contains(folder, StringComparer.OrdinalIgnoreCase)));
        settings.Set(RegistryValue.OfExpandable("DevicePath", string.Join(';', folders)));
    }
}
