using Appliance.Formats.Disks;

namespace Appliance.Runtime.Hosts;

/// <summary>How a machine is moved to another host.</summary>
public sealed record MigrationOptions
{
    /// <summary>The storage pool there; null for the host's first. With xapi: the storage repository; null for where they are, or the pool's default.</summary>
    public string? Pool { get; init; }

    /// <summary>With xapi: the host of the pool that it goes to, by name, address or UUID; null for the one with the most free memory that can have it.</summary>
    public string? Member { get; init; }

    /// <summary>Networks there, by those here: <c>xenbr0</c> to <c>ovsbr0.10</c>. What is not named keeps its name.</summary>
    public IReadOnlyDictionary<string, string> Networks { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets what may go wrong, with the way out; sentences.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Called from any thread, with the disk's vdev; null where nobody looks.</summary>
    public Action<string, CopyProgress>? Progress { get; init; }

    /// <summary>Called from any thread with how much is done, from 0 to 1, where pools move it by themselves; null where nobody looks.</summary>
    public Action<double>? Part { get; init; }
}
