using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xl.Domains;

namespace Appliance.Runtime.Xl.Records;

/// <summary>What a machine is doing, from what lies in its folder and the domain it has.</summary>
internal static class MachineStates
{
    /// <summary>The state.</summary>
    /// <param name="machine">What lies in its folder.</param>
    /// <param name="domain">Its domain; null where it has none.</param>
    public static MachineState Of(StoredMachine machine, XlDomain? domain) =>
        machine.Problem is not null ? MachineState.Damaged
        : machine.Record is null ? MachineState.Unfinished
        : domain is not null ? domain.State
        : machine.HasMemory ? MachineState.Suspended
        : MachineState.Stopped;
}
