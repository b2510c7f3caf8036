namespace Appliance.Runtime.Machines;

/// <summary>The disks of a machine as they were.</summary>
public sealed record SnapshotRecord
{
    /// <summary>Its name, unique within the machine.</summary>
    public required string Name { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset Taken { get; init; }

    /// <summary>Where the disks are kept, in the order of the machine's; as the machine's own disks say it.</summary>
    public IReadOnlyList<DiskRecord> Disks { get; init; } = [];

    /// <summary>Whether a saved memory state of a suspended machine belongs to it.</summary>
    public bool HasMemory { get; init; }
}
