using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Records;

/// <summary>What lies in a machine's folder on its host.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Record">The record; null where an import is not finished.</param>
internal sealed record StoredMachine(string Name, MachineRecord? Record)
{
    /// <summary>Whether memory of it is saved.</summary>
    public bool HasMemory { get; init; }

    /// <summary>The snapshot that it is being brought back to; null where it is not.</summary>
    public string? Reverting { get; init; }

    /// <summary>Who holds its lock; null where nobody does, or nobody who still lives.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether a lock is left of somebody who does not live any more.</summary>
    public bool HasStaleLock { get; init; }
}
