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

    /// <summary>Virtual processors it had; they come back with the memory state, which knows them.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory it had, in bytes; as the processors.</summary>
    public long Memory { get; init; }

    /// <summary>Network cards it had; as the processors.</summary>
    public IReadOnlyList<CardRecord> Cards { get; init; } = [];
}
