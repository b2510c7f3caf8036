using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Snapshots;

/// <summary>Finds the snapshots of a machine by their names, or by their UUIDs.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="inventory">What it knows.</param>
/// <param name="vm">The machine.</param>
internal sealed class SnapshotSearch(string host, XapiInventory inventory, XapiVm vm)
{
    /// <summary>Whether there is one.</summary>
    public bool Has(string snapshot) => Named(snapshot).Length > 0;

    /// <summary>The one that is meant.</summary>
    /// <exception cref="HostException">There is none, or more than one of that name.</exception>
    public XapiVm Find(string snapshot)
    {
        string[] all = [.. inventory.All(vm.Fields, "snapshots").Select(record => record.Text("name_label")).Order(StringComparer.Ordinal)];
        string reference = XapiObjects.Only(host, "snapshots", snapshot, Named(snapshot), reference => inventory.Find(reference)!.Text("uuid"))
            ?? throw new HostException(host, $"{vm.Name} has no snapshot {snapshot}; it has {(all.Length > 0 ? string.Join(", ", all) : "none")}");
        return new XapiVm(reference, inventory.Find(reference)!);
    }

    private string[] Named(string name) => [.. vm.Fields.Texts("snapshots")
        .Where(reference => inventory.Find(reference) is { } record && (record.Text("name_label") == name || record.Text("uuid") == name))];
}
