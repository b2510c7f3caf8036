using Appliance.Formats.Machines;

namespace Appliance.Runtime.Hosts;

/// <summary>Snapshots and clones, of machines that are stopped or suspended.</summary>
public interface ISnapshotVerbs
{
    /// <summary>Keeps the disks (and a suspended machine's memory) as they are.</summary>
    Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>Brings the disks (and the memory, where it was kept) back to a snapshot; what came after is lost.</summary>
    Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>A snapshot as a source, to be exported, whatever its machine is doing.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="snapshot">The snapshot; null for the machine as it is, which has to be stopped.</param>
    /// <param name="delta">Takes of one disk only what has changed since an older snapshot; null for all of the machine.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">There is no such snapshot or disk, or it is refused.</exception>
    Task<IMachineSource> OpenSourceAsync(string machine, string? snapshot, SnapshotDelta? delta, CancellationToken cancellationToken);

    /// <summary>Forgets a snapshot.</summary>
    Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>Makes another machine with the same disks, and MAC addresses of its own.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="name">The new one's name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work; nothing of the new one is left.</param>
    Task CloneAsync(string machine, string name, CloneOptions options, CancellationToken cancellationToken);
}
