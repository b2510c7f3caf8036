using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows;

/// <summary>The registry of an installed Windows as its programs name it: keys of the running system stand for those of all control sets.</summary>
internal sealed class MachineRegistry(WindowsHives hives, WindowsSystem system)
{
    private const string RunningSet = @"SYSTEM\CurrentControlSet\";
    private const string SystemPrefix = @"SYSTEM\";
    private const string SoftwarePrefix = @"SOFTWARE\";

    /// <summary>HKEY_LOCAL_MACHINE\SYSTEM.</summary>
    public RegistryKey System => hives.System.Root;

    /// <summary>HKEY_LOCAL_MACHINE\SOFTWARE.</summary>
    public RegistryKey Software => hives.Software.Root;

    /// <summary>The hive of <see cref="Software"/>.</summary>
    public RegistryHive SoftwareHive => hives.Software;

    /// <summary>The control sets: Windows may start from each of them.</summary>
    public IEnumerable<RegistryKey> ControlSets => system.ControlSets.Select(set => System.Find($"ControlSet{set:d3}")).OfType<RegistryKey>();

    /// <summary>The control set that starts next.</summary>
    public RegistryKey CurrentSet => System.Create($"ControlSet{system.CurrentControlSet:d3}");

    /// <summary>The places a key below HKEY_LOCAL_MACHINE stands for; none where it is in neither hive.</summary>
    public IEnumerable<(RegistryKey Top, string Path)> PlacesOf(string path)
    {
        if (path.StartsWith(RunningSet, StringComparison.OrdinalIgnoreCase))
        {
            return ControlSets.Select(set => (set, path[RunningSet.Length..]));
        }

        return path.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase) ? [(System, path[SystemPrefix.Length..])]
            : path.StartsWith(SoftwarePrefix, StringComparison.OrdinalIgnoreCase) ? [(Software, path[SoftwarePrefix.Length..])]
            : [];
    }
}
