using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Exporting;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Snapshots;

/// <summary>Snapshots and clones in a pool. It keeps the disks of a running machine, too: all of them as they are at one moment.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiSnapshots(XapiContext pool) : ISnapshotVerbs
{
    /// <inheritdoc/>
    public async Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        pool.DemandWhole(vm);
        if (new SnapshotSearch(pool.Name, inventory, vm).Has(snapshot))
        {
            throw new HostException(pool.Name, $"{vm.Name} has a snapshot {snapshot} already; delete it first, or choose another name");
        }

        string method = XapiStates.Read(vm.PowerState) == MachineState.Suspended ? "VM.checkpoint" : "VM.snapshot";
        // It takes moments, and what is made of it half-way is nobody's.
        await pool.Tasks.RunAsync(method, [vm.Reference, snapshot], CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        XapiStates.Demand(pool.Name, vm, Operation.Revert);
        XapiVm kept = new SnapshotSearch(pool.Name, inventory, vm).Find(snapshot);
        DemandSameDisks(inventory, vm, kept.Fields);
        // What is half done cannot be used, and is not stopped for that reason.
        await pool.Tasks.RunAsync("VM.revert", [kept.Reference], CancellationToken.None);
        // It may have been taken, by others, while an import was at work: all fields are as they were.
        foreach (string key in (string[])[MadeObjects.MarkKey, ImportBeat.Key])
        {
            await pool.Session.CallAsync("VM.remove_from_other_config", [vm.Reference, key], CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        await new XapiRemoval(pool).RemoveSnapshotAsync(inventory, new SnapshotSearch(pool.Name, inventory, vm).Find(snapshot).Reference, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IMachineSource> OpenSourceAsync(string machine, string? snapshot, SnapshotDelta? delta, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        var search = new SnapshotSearch(pool.Name, inventory, vm);
        XapiVm wanted = snapshot is null ? vm : search.Find(snapshot);
        if (delta is null)
        {
            return await XapiSource.OpenAsync(pool, wanted, vm.Name, cancellationToken);
        }

        XapiSource.DemandWhole(pool, wanted);
        ChangedDisk disk = new ChangedDiskSearch(pool.Name, inventory, vm).Find(wanted, search.Find(delta.Since), delta.Vdev);
        return new ChangedDiskSource(pool, new XapiMachines(pool.Name, inventory).StatusOf(vm).Record, disk, delta);
    }

    /// <inheritdoc/>
    public async Task CloneAsync(string machine, string name, CloneOptions options, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        await new XapiCloning(pool).RunAsync(vm, inventory, name, options, cancellationToken);
    }

    private async Task<(XapiVm Vm, XapiInventory Inventory)> ReadAsync(string machine, CancellationToken cancellationToken)
        => (await pool.FindAsync(machine, cancellationToken), await XapiInventory.ReadAsync(pool.Session, cancellationToken));

    /// <summary>A revert takes disks off that came after the snapshot, and tells nobody which they were.</summary>
    private void DemandSameDisks(XapiInventory inventory, XapiVm vm, XmlRpcStruct snapshot)
    {
        string[] later = [.. DisksOf(inventory, vm.Fields).Except(DisksOf(inventory, snapshot), StringComparer.Ordinal)];
        if (later.Length > 0)
        {
            throw new HostException(pool.Name, $"{vm.Name} has {string.Join(", ", later)}, which came after the snapshot and would be lost sight of: detach what differs first");
        }
    }

    private static IEnumerable<string> DisksOf(XapiInventory inventory, XmlRpcStruct machine)
        => inventory.All(machine, "VBDs").Where(vbd => vbd.Text("type") == "Disk").Select(vbd => XapiDevices.NameAt(XapiDevices.PlaceOf(vbd, "userdevice")));
}
