using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Power;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>Removes machines from a pool: with their snapshots, and with the disks that nobody else has.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiRemoval(XapiContext pool)
{
    /// <summary>Removes a stopped machine.</summary>
    /// <param name="machine">Its name, or its UUID.</param>
    /// <param name="keepsDisks">Whether its disks stay.</param>
    /// <param name="cancellationToken">Stops the work, as long as the machine is there.</param>
    /// <returns>The UUIDs of the disks that stay.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string machine, bool keepsDisks, CancellationToken cancellationToken)
    {
        XapiVm vm = await pool.FindAsync(machine, cancellationToken);
        MachineState state = XapiStates.Demand(pool.Name, vm, Operation.Remove);
        XapiInventory inventory = await XapiInventory.ReadAsync(pool.Session, cancellationToken);
        if (state == MachineState.Suspended)
        {
            // Its memory goes: no disk is left behind that nobody knows.
            await pool.Tasks.RunAsync("VM.hard_shutdown", [vm.Reference], CancellationToken.None);
        }

        if (inventory.Find(vm.Reference) is null)
        {
            throw new HostException(pool.Name, $"{vm.Name} has just been removed by somebody else");
        }

        var left = new List<string>();
        foreach (string snapshot in vm.Fields.Texts("snapshots").Where(reference => inventory.Find(reference) is not null))
        {
            await DestroySnapshotAsync(inventory, snapshot, left);
        }

        string[] disks = DisksOf(inventory, vm.Reference);
        foreach (string kept in keepsDisks ? disks : [])
        {
            await ImportMarks.UnmarkAsync(pool.Session, kept);
        }

        await DestroyAsync(inventory, vm.Reference, keepsDisks ? [] : disks, left);
        await DropGroupAsync(inventory, vm.Appliance);
        return left.Count > 0 ? throw new HostException(pool.Name, $"{vm.Name} is removed, and not all of its disks are; remove them by hand: {string.Join("; ", left)}")
            : keepsDisks ? [.. disks.Select(disk => inventory.Find(disk)!.Text("uuid"))] : [];
    }

    /// <summary>Removes a snapshot, with the disks and the memory that it keeps.</summary>
    /// <param name="inventory">What the pool knows.</param>
    /// <param name="snapshot">Its reference.</param>
    /// <param name="cancellationToken">Stops the work, as long as the snapshot is there.</param>
    public async Task RemoveSnapshotAsync(XapiInventory inventory, string snapshot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var left = new List<string>();
        await DestroySnapshotAsync(inventory, snapshot, left);
        if (left.Count > 0)
        {
            throw new HostException(pool.Name, $"the snapshot is removed, and not all of its disks are; remove them by hand: {string.Join("; ", left)}");
        }
    }

    private Task DestroySnapshotAsync(XapiInventory inventory, string snapshot, List<string> left)
        => DestroyAsync(inventory, snapshot, [.. DisksOf(inventory, snapshot), inventory.Find(snapshot)!.Text("suspend_VDI")], left);

    /// <summary>The disks, by reference, that hang on one machine or snapshot and on no other.</summary>
    private static string[] DisksOf(XapiInventory inventory, string vm)
        => [.. inventory.All(inventory.Find(vm)!, "VBDs").Where(vbd => vbd.Text("type") == "Disk").Select(vbd => vbd.Text("VDI")).Distinct(StringComparer.Ordinal)
            .Where(disk => inventory.Find(disk) is not null && !inventory.IsUsedByOthers(disk, [vm]))];

    /// <summary>Removes a machine or a snapshot, and as many of its disks as can be.</summary>
    private async Task DestroyAsync(XapiInventory inventory, string vm, string[] disks, List<string> left)
    {
        await pool.Session.CallAsync("VM.destroy", [vm], CancellationToken.None);
        foreach (string disk in disks.Where(disk => inventory.Find(disk) is not null))
        {
            try
            {
                await pool.Tasks.RunAsync("VDI.destroy", [disk], CancellationToken.None);
            }
            catch (XapiException e)
            {
                left.Add($"{inventory.Find(disk)!.Text("uuid")} ({e.Error})");
            }
        }
    }

    /// <summary>A vApp goes with its last machine.</summary>
    private async Task DropGroupAsync(XapiInventory inventory, string group)
    {
        if (inventory.Find(group) is { } record && record.Texts("VMs").Count == 1)
        {
            await pool.Session.CallAsync("VM_appliance.destroy", [group], CancellationToken.None);
        }
    }
}
