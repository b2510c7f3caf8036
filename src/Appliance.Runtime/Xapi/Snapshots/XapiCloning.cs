using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Snapshots;

/// <summary>
/// Makes a machine like another one. The pool gives its cards addresses of their own, and shares with the source what neither of them
/// writes, where the storage can; or copies the disks whole.
/// </summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiCloning(XapiContext pool)
{
    /// <summary>Does it.</summary>
    /// <param name="vm">The source.</param>
    /// <param name="inventory">What the pool knows.</param>
    /// <param name="name">The new machine's name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives a whole copy up, of which the pool leaves nothing.</param>
    public async Task RunAsync(XapiVm vm, XapiInventory inventory, string name, CloneOptions options, CancellationToken cancellationToken)
    {
        Demand(vm, inventory, name);
        bool isWhole = options.IsFull || options.Storage is not null;
        XmlRpcValue clone = isWhole ? await CopyAsync(vm, inventory, name, options, cancellationToken)
            // It takes moments, and a clone that nobody waited for would start with its host, as its source does.
            : await pool.Tasks.RunAsync("VM.clone", [vm.Reference, name], CancellationToken.None);
        await XapiAutostart.SetAsync(pool.Session, clone.Text(), isOn: false, CancellationToken.None);
    }

    private void Demand(XapiVm vm, XapiInventory inventory, string name)
    {
        if (XapiStates.Demand(pool.Name, vm, Operation.Clone) == MachineState.Suspended)
        {
            throw new HostException(pool.Name, $"{vm.Name} is suspended, and a pool clones only what is stopped: stop it first");
        }

        if (inventory.Machines.Any(other => other.Name == name))
        {
            throw new HostException(pool.Name, $"has a machine {name} already; choose another name");
        }

        pool.DemandWhole(vm);
    }

    private async Task<XmlRpcValue> CopyAsync(XapiVm vm, XapiInventory inventory, string name, CloneOptions options, CancellationToken cancellationToken)
    {
        // A reference to nothing leaves each disk's copy in the storage of the disk.
        string storage = options.Storage is null ? XvaFormat.NullReference : await XapiStorages.FindAsync(pool, inventory, options.Storage, cancellationToken);
        return await pool.Tasks.RunAsync("VM.copy", [vm.Reference, name, storage], options.Part, cancellationToken);
    }
}
