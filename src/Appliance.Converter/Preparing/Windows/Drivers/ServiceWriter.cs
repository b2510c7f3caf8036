using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>Writes the services of a package into every control set, as the setup of Windows would.</summary>
internal sealed class ServiceWriter(MachineRegistry registry)
{
    // Tells xen.sys to take the emulated disks away whatever happens. At the first start they are all there is; the setup
    // of the running system writes it itself, when the drivers have their devices.
    private const string ForceUnplug = @"\Services\XEN\ForceUnplug";

    /// <summary>Writes those that start with the system.</summary>
    public void Write(DriverPackage package)
    {
        foreach (DriverService service in package.Services.Where(service => service.Start == DriverService.BootStart))
        {
            foreach (RegistryKey set in registry.ControlSets)
            {
                RegistryKey key = set.Create($@"Services\{service.Name}");
                key.Set([.. ValuesOf(service)]);

                // Left behind by a setup that found no such device, it would override Start.
                key.Delete("StartOverride");
                foreach (RegistryAddition addition in service.Additions.Where(addition => addition.Root == "HKR"))
                {
                    Add(key, addition.Path, addition);
                }
            }

            foreach (RegistryAddition addition in service.Additions.Where(addition => addition.Root == "HKLM" && !IsForceUnplug(addition)))
            {
                foreach ((RegistryKey top, string path) in registry.PlacesOf(addition.Path))
                {
                    Add(top, path, addition);
                }
            }
        }
    }

    private static IEnumerable<RegistryValue> ValuesOf(DriverService service)
    {
        yield return RegistryValue.OfNumber("Type", service.Type);
        yield return RegistryValue.OfNumber("Start", service.Start);
        yield return RegistryValue.OfNumber("ErrorControl", service.ErrorControl);
        yield return RegistryValue.OfExpandable("ImagePath", $@"System32\drivers\{service.Binary}");
        if (service.DisplayName is { } name)
        {
            yield return RegistryValue.OfText("DisplayName", name);
        }

        if (service.Group is { } group)
        {
            yield return RegistryValue.OfText("Group", group);
        }
    }

    private static bool IsForceUnplug(RegistryAddition addition) => addition.Path.EndsWith(ForceUnplug, StringComparison.OrdinalIgnoreCase);

    private static void Add(RegistryKey top, string path, RegistryAddition addition)
    {
        RegistryKey key = top.Create(path);
        RegistryValue? present = addition.Value is { } wanted ? key.Get(wanted.Name) : null;
        if (addition.Value is not { } value || (present is not null && addition.KeepsPresent))
        {
            return;
        }

        if (addition.IsAppended && present?.Texts is { } texts)
        {
            IEnumerable<string> missing = value.Texts!.Where(text => !texts.Contains(text, StringComparer.OrdinalIgnoreCase));
            value = RegistryValue.OfTexts(value.Name, [.. texts, .. missing]);
        }

        key.Set(value);
    }
}
