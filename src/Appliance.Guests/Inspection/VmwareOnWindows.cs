using Appliance.Guests.Registry;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection;

/// <summary>What VMware left in a Windows.</summary>
internal static class VmwareOnWindows
{
    /// <summary>Where Windows keeps what can be uninstalled; 32-bit products of a 64-bit Windows stand in the second.</summary>
    public static readonly IReadOnlyList<string> UninstallKeys =
    [
        @"Microsoft\Windows\CurrentVersion\Uninstall",
        @"Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall",
    ];

    // Of many thousand products that a hostile hive could list, these are looked at.
    private const int MostProducts = 5000;

    private static readonly string[] Telling = ["VMTools", "vmci", "vmxnet3ndis6", "vm3dmp", "vmmouse", "vmhgfs"];

    /// <summary>Names of what is there: the product, a folder of it, services.</summary>
    public static IReadOnlyList<string> Find(GuestTree tree, WindowsHives hives, int controlSet)
    {
        var found = new List<string>();
        if (Products(hives.Software).Any() || tree.HasFolder("/Program Files/VMware/VMware Tools"))
        {
            found.Add("VMware Tools");
        }

        RegistryKey? services = hives.System.Find($@"ControlSet{controlSet:d3}\Services");
        found.AddRange(Telling.Where(name => services?.Find(name) is not null));
        return found;
    }

    /// <summary>The keys below Uninstall whose product is VMware Tools.</summary>
    public static IEnumerable<RegistryKey> Products(RegistryHive software)
        => UninstallKeys
            .SelectMany(path => software.Find(path)?.Children().Take(MostProducts) ?? [])
            .Where(key => key.Text("DisplayName")?.Contains("VMware Tools", StringComparison.OrdinalIgnoreCase) == true);
}
