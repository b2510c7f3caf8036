using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Watching;

/// <summary>What the watchdog knows after a round.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="IsUp">Whether it answered.</param>
/// <param name="Report">The host itself, as of a while ago; null where nothing is known.</param>
/// <param name="Machines">Its machines; none where it did not answer.</param>
/// <param name="Usage">What went through their devices.</param>
public sealed record HostSnapshot(string Host, bool IsUp, HostReport? Report, IReadOnlyList<MachineHealth> Machines, IReadOnlyList<DeviceUsage> Usage);
