using Appliance.Runtime.Lifecycle;

namespace Appliance.Runtime.Machines;

/// <summary>A machine on a host and what it is doing at the moment.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Record">What is known of it.</param>
/// <param name="State">What it is doing.</param>
public sealed record MachineStatus(string Host, MachineRecord Record, MachineState State)
{
    /// <summary>The domain's number; null where there is none.</summary>
    public int? DomainId { get; init; }

    /// <summary>The host of a pool that it runs on; null where it does not run, and with xl.</summary>
    public string? Member { get; init; }

    /// <summary>Seconds of CPU the domain has used; null where there is none.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Memory the domain has now, in bytes; null where there is none.</summary>
    public long? MemoryNow { get; init; }

    /// <summary>IP addresses that the guest agent has written to xenstore, or that the host's neighbour table has for the cards.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Why its record cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The operation that holds the machine's lock, and who runs it; null where nobody does.</summary>
    public string? LockedBy { get; init; }
}
