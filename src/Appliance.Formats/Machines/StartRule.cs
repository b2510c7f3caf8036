namespace Appliance.Formats.Machines;

/// <summary>When a machine of a group starts and stops (OVF StartupSection).</summary>
public sealed record StartRule
{
    /// <summary>Machines of a lower order start first and stop last; equal ones together. 0 means no order.</summary>
    public int Order { get; init; }

    /// <summary>Time to wait behind this machine before the next order starts.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>Time to wait behind this machine before the next one stops.</summary>
    public TimeSpan StopDelay { get; init; }

    /// <summary>Whether to go on as soon as the guest says it is up.</summary>
    public bool WaitsForGuest { get; init; }

    /// <summary>Whether it starts with the group at all.</summary>
    public bool Starts { get; init; } = true;
}
