using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Power;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>Changes what a pool has a place for of all that is known of a machine.</summary>
/// <param name="pool">The pool.</param>
/// <param name="vm">The machine.</param>
internal sealed class XapiUpdate(XapiContext pool, XapiVm vm)
{
    /// <summary>Does it.</summary>
    /// <param name="old">The machine as it is.</param>
    /// <param name="change">Changes it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">The pool has no place for what is changed.</exception>
    public async Task RunAsync(MachineRecord old, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken)
    {
        MachineRecord changed = change(old);
        if (old with { Description = changed.Description, StartsWithHost = changed.StartsWithHost, Affinity = changed.Affinity } != changed)
        {
            throw pool.Refuse("only the description, the affinity, and whether it starts with its host, are changed", "xe vm-param-set");
        }

        if (changed.Affinity != old.Affinity)
        {
            await new XapiAffinity(pool).SetAsync([vm.Reference], changed.Affinity, cancellationToken);
        }

        if (changed.Description != old.Description)
        {
            await pool.Session.CallAsync("VM.set_name_description", [vm.Reference, changed.Description ?? ""], cancellationToken);
        }

        if (IsSaid(old, change))
        {
            await XapiAutostart.SetAsync(pool.Session, vm.Reference, changed.StartsWithHost, cancellationToken);
        }
    }

    /// <summary>Whether a change says if it starts with its host. That it does may be written down of it, and not in the pool.</summary>
    private static bool IsSaid(MachineRecord old, Func<MachineRecord, MachineRecord> change)
        => change(old with { StartsWithHost = true }).StartsWithHost == change(old with { StartsWithHost = false }).StartsWithHost;
}
