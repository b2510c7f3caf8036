using Appliance.Runtime.Lifecycle;

namespace Appliance.Runtime.Watching;

/// <summary>A machine has changed its state.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Old">What it was; null where it was not there.</param>
/// <param name="New">What it is; null where it is gone. The same as before with another domain: it was restarted in between.</param>
/// <param name="DomainId">The domain's number; null where there is none.</param>
public sealed record HostEvent(DateTimeOffset Time, string Host, string Machine, MachineState? Old, MachineState? New, int? DomainId);
