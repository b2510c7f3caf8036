using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Records;

/// <summary>What lies in a machine's folder on its host.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Record">The record; null where there is none, or none that can be read.</param>
internal sealed record StoredMachine(string Name, MachineRecord? Record)
{
    /// <summary>Why its record cannot be read; null where it can, or where there is none.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it is marked as one that is being made, or removed.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Whether memory of it is saved.</summary>
    public bool HasMemory { get; init; }

    /// <summary>The snapshot that it is being brought back to; null where it is not.</summary>
    public string? Reverting { get; init; }

    /// <summary>The host that it is being moved to, and may run on already; null where it is not.</summary>
    public string? Migrating { get; init; }

    /// <summary>Who holds its lock, for what and since when; null where nobody does, or nobody who still lives.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether a lock is left of somebody who does not live any more.</summary>
    public bool HasStaleLock { get; init; }
}
