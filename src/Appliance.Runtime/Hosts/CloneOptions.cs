namespace Appliance.Runtime.Hosts;

/// <summary>How a machine is cloned.</summary>
public sealed record CloneOptions
{
    /// <summary>Whether its disks are copied whole, so that they share nothing with those of the source.</summary>
    public bool IsFull { get; init; }

    /// <summary>The storage that whole copies go to, by name or UUID; null for that of each disk.</summary>
    public string? Storage { get; init; }

    /// <summary>Called from any thread with how much of a whole copy is done, from 0 to 1; null where nobody looks.</summary>
    public Action<double>? Part { get; init; }
}
