using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>Starts and ends one machine of a pool. What its state does not allow is refused as on any other host.</summary>
/// <param name="session">The session.</param>
/// <param name="tasks">What takes long.</param>
/// <param name="time">The clock.</param>
internal sealed class XapiPower(XapiSession session, XapiTasks tasks, TimeProvider time)
{
    // A guest that can be asked to go down has an agent, or a driver, that says so.
    private static readonly string[] CannotBeAsked = ["VM_LACKS_FEATURE", "VM_MISSING_PV_DRIVERS", "VM_OLD_PV_DRIVERS", "OPERATION_PARTIALLY_FAILED"];

    /// <summary>Starts a stopped machine, or takes a suspended one up again.</summary>
    /// <param name="vm">The machine.</param>
    /// <param name="isPaused">Whether to hold it before its first instruction.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task StartAsync(XapiVm vm, bool isPaused, CancellationToken cancellationToken)
        => tasks.RunAsync(Demand(vm, Operation.Start) == MachineState.Suspended ? "VM.resume" : "VM.start", [vm.Reference, isPaused, false], cancellationToken);

    /// <summary>Asks the guest to shut down, and ends the machine where it has not within the limit, or cannot be asked.</summary>
    /// <returns>Whether the guest went down by itself.</returns>
    public async Task<bool> StopAsync(XapiVm vm, TimeSpan limit, CancellationToken cancellationToken)
    {
        MachineState state = Demand(vm, Operation.Stop);
        if (state == MachineState.Paused && limit > TimeSpan.Zero)
        {
            await tasks.RunAsync("VM.unpause", [vm.Reference], cancellationToken);
        }

        bool isClean = state != MachineState.Suspended && await AskAsync(vm.Reference, "VM.clean_shutdown", limit, () => HasGoneDownAsync(vm, cancellationToken), cancellationToken);
        if (!isClean)
        {
            await tasks.RunAsync("VM.hard_shutdown", [vm.Reference], cancellationToken);
        }

        return isClean;
    }

    /// <summary>Restarts a machine: cleanly, and by force where it has not gone down within the limit, or cannot be asked.</summary>
    /// <returns>Whether the guest went down by itself.</returns>
    public async Task<bool> RebootAsync(XapiVm vm, TimeSpan limit, CancellationToken cancellationToken)
    {
        Demand(vm, Operation.Reboot);
        bool isClean = await AskAsync(vm.Reference, "VM.clean_reboot", limit, () => Task.FromResult(false), cancellationToken);
        if (!isClean)
        {
            await tasks.RunAsync("VM.hard_reboot", [vm.Reference], cancellationToken);
        }

        return isClean;
    }

    /// <summary>Holds a running machine.</summary>
    public Task PauseAsync(XapiVm vm, CancellationToken cancellationToken)
    {
        Demand(vm, Operation.Pause);
        return tasks.RunAsync("VM.pause", [vm.Reference], cancellationToken);
    }

    /// <summary>Lets a paused machine run on; takes a suspended one up again.</summary>
    public Task ResumeAsync(XapiVm vm, CancellationToken cancellationToken) => Demand(vm, Operation.Resume) == MachineState.Suspended
        ? tasks.RunAsync("VM.resume", [vm.Reference, false, false], cancellationToken)
        : tasks.RunAsync("VM.unpause", [vm.Reference], cancellationToken);

    /// <summary>Saves the memory of a running machine in its pool, and ends its domain.</summary>
    public Task SuspendAsync(XapiVm vm, CancellationToken cancellationToken)
    {
        Demand(vm, Operation.Suspend);
        return tasks.RunAsync("VM.suspend", [vm.Reference], cancellationToken);
    }

    /// <summary>Asks the guests of a vApp to go down, in its order.</summary>
    /// <param name="group">Reference of the vApp.</param>
    /// <param name="limit">How long to wait; nothing to not ask.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Whether all of them did so within the limit.</returns>
    public Task<bool> AskGroupAsync(string group, TimeSpan limit, CancellationToken cancellationToken)
        => AskAsync(group, "VM_appliance.clean_shutdown", limit, () => Task.FromResult(false), cancellationToken);

    private MachineState Demand(XapiVm vm, Operation operation) => XapiStates.Demand(session.Host, vm, operation);

    /// <summary>Asks guests to go down.</summary>
    /// <param name="reference">The machine, or the vApp.</param>
    /// <param name="method">What is called.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="look">Looks whether they have gone down in the last moment, as they were given up.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Whether they did so within the limit.</returns>
    private async Task<bool> AskAsync(string reference, string method, TimeSpan limit, Func<Task<bool>> look, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await tasks.RunAsync(method, [reference], either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await look();
        }
        catch (XapiException e) when (CannotBeAsked.Contains(e.Error.Code))
        {
            return false;
        }
    }

    private async Task<bool> HasGoneDownAsync(XapiVm vm, CancellationToken cancellationToken)
        => (await session.CallAsync("VM.get_power_state", [vm.Reference], cancellationToken)).Text() == "Halted";
}
