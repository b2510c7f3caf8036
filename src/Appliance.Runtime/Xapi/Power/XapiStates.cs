using Appliance.Runtime.Lifecycle;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>What xapi calls the states of a machine.</summary>
internal static class XapiStates
{
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
