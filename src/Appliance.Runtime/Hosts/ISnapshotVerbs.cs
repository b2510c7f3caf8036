namespace Appliance.Runtime.Hosts;

/// <summary>Snapshots and clones, of machines that are stopped or suspended.</summary>
public interface ISnapshotVerbs
{
    /// <summary>Keeps the disks (and a suspended machine's memory) as they are.</summary>
    Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>Brings the disks (and the memory, where it was kept) back to a snapshot; what came after is lost.</summary>
    Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>Forgets a snapshot.</summary>
    Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken);

    /// <summary>Makes another machine with the same disks, and MAC addresses of its own.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="name">The new one's name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work; nothing of the new one is left.</param>
    Task CloneAsync(string machine, string name, CloneOptions options, CancellationToken cancellationToken);
}
