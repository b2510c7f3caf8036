using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>What the watchdog knows of a machine.</summary>
/// <param name="Status">The machine as it was listed.</param>
/// <param name="Results">What its checks came to; none where it does not run.</param>
/// <param name="Restarts">How often the watchdog has restarted it.</param>
public sealed record MachineHealth(MachineStatus Status, IReadOnlyList<HealthResult> Results, int Restarts);
