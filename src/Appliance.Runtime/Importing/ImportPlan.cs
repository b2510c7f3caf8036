using Appliance.Runtime.Environments;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>What an import will make on a host, known before anything is copied.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Machines">The machines as they will be, in the order of the package.</param>
/// <param name="Pool">Where their disks will be, and the room there.</param>
/// <param name="Warnings">What may go wrong, with the way out; sentences.</param>
public sealed record ImportPlan(string Host, IReadOnlyList<MachineRecord> Machines, PoolReport Pool, IReadOnlyList<string> Warnings)
{
    /// <summary>How the OVF properties of the machines reach them: one for each that has some.</summary>
    public IReadOnlyList<PlannedEnvironment> Environments { get; init; } = [];

    /// <summary>How the disks go there, and why so; null where there is only one way.</summary>
    public string? Transfer { get; init; }
}
