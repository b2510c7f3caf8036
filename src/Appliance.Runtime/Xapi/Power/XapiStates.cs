using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>What xapi calls the states of a machine.</summary>
internal static class XapiStates
{
    /// <summary>Refuses an operation that a machine's state does not allow.</summary>
    /// <param name="host">The pool, as the user calls it.</param>
    /// <param name="vm">The machine.</param>
    /// <param name="operation">What is wanted.</param>
    /// <returns>Its state.</returns>
    /// <exception cref="HostException">It is refused.</exception>
    public static MachineState Demand(string host, XapiVm vm, Operation operation)
    {
        MachineState state = Read(vm.PowerState);
        StateTable.Demand(host, vm.Name, operation, state);
        return state;
    }

    /// <summary>The state that a pool tells.</summary>
    /// <param name="powerState">The field <c>power_state</c>, or the same in an error, in lower case.</param>
    public static MachineState Read(string powerState) => powerState.ToLowerInvariant() switch
    {
        "running" => MachineState.Running,
        "paused" => MachineState.Paused,
        "suspended" => MachineState.Suspended,
        "halted" => MachineState.Stopped,
        _ => MachineState.Damaged,
    };
}
