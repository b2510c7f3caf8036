using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
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
        if (Named(inventory, vm, snapshot).Length > 0)
        {
            throw new HostException(pool.Name, $"{vm.Name} has a snapshot {snapshot} already; delete it first, or choose another name");
        }

        string method = XapiStates.Read(vm.PowerState) == MachineState.Suspended ? "VM.checkpoint" : "VM.snapshot";
        await pool.Tasks.RunAsync(method, [vm.Reference, snapshot], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        Demand(vm, Operation.Revert);
        // What is half done cannot be used, and is not stopped for that reason.
        await pool.Tasks.RunAsync("VM.revert", [Find(inventory, vm, snapshot)], CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        await new XapiRemoval(pool).RemoveSnapshotAsync(inventory, Find(inventory, vm, snapshot), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The pool gives its cards addresses of their own, and shares with the source what neither of them writes, where the storage can.</remarks>
    public async Task CloneAsync(string machine, string name, CancellationToken cancellationToken)
    {
        (XapiVm vm, XapiInventory inventory) = await ReadAsync(machine, cancellationToken);
        if (Demand(vm, Operation.Clone) == MachineState.Suspended)
        {
            throw new HostException(pool.Name, $"{vm.Name} is suspended, and a pool clones only what is stopped: stop it first");
        }

        if (inventory.Machines.Any(other => other.Name == name))
        {
            throw new HostException(pool.Name, $"has a machine {name} already; choose another name");
        }

        if (vm.Fields.Map("other_config").ContainsKey(MadeObjects.MarkKey))
        {
            throw new HostException(pool.Name, $"{vm.Name} is still being imported, or its import was cut off; appliance host check {pool.Name} tells");
        }

        string clone = (await pool.Tasks.RunAsync("VM.clone", [vm.Reference, name], cancellationToken)).Text();
        await XapiAutostart.SetAsync(pool.Session, clone, isOn: false, CancellationToken.None);
    }

    private async Task<(XapiVm Vm, XapiInventory Inventory)> ReadAsync(string machine, CancellationToken cancellationToken)
        => (await pool.FindAsync(machine, cancellationToken), await XapiInventory.ReadAsync(pool.Session, cancellationToken));

    private MachineState Demand(XapiVm vm, Operation operation)
    {
        MachineState state = XapiStates.Read(vm.PowerState);
        StateTable.Demand(pool.Name, vm.Name, operation, state);
        return state;
    }

    private string Find(XapiInventory inventory, XapiVm vm, string snapshot)
    {
        string[] all = [.. inventory.All(vm.Fields, "snapshots").Select(record => record.Text("name_label")).Order(StringComparer.Ordinal)];
        return XapiObjects.Only(pool.Name, "snapshots", snapshot, Named(inventory, vm, snapshot), reference => inventory.Find(reference)!.Text("uuid"))
            ?? throw new HostException(pool.Name, $"{vm.Name} has no snapshot {snapshot}; it has {(all.Length > 0 ? string.Join(", ", all) : "none")}");
    }

    /// <summary>The snapshots, by reference, that have a name, or a UUID.</summary>
    private static string[] Named(XapiInventory inventory, XapiVm vm, string name) => [.. vm.Fields.Texts("snapshots")
        .Where(reference => inventory.Find(reference) is { } record && (record.Text("name_label") == name || record.Text("uuid") == name))];
}
