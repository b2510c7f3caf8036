using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>Snapshots and clones of machines on a host with xl.</summary>
/// <param name="host">The host.</param>
internal sealed class XlSnapshots(XlContext host) : ISnapshotVerbs
{
    private IHostShell Shell => host.Shell;

    /// <inheritdoc/>
    public Task<IMachineSource> OpenSourceAsync(string machine, string? snapshot, SnapshotDelta? delta, CancellationToken cancellationToken)
        => throw new HostException(Shell.Name, "has xl, and machines are exported there as they are: revert to the snapshot, or to a clone of it, first");

    /// <inheritdoc/>
    public async Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        SnapshotNames.Demand(Shell.Name, snapshot);
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Snapshot, cancellationToken);
        if (session.Record.Snapshots.Any(other => other.Name == snapshot))
        {
            throw new HostException(Shell.Name, $"{machine} has a snapshot {snapshot} already; delete it first, or choose another name");
        }

        bool hasMemory = session.State == MachineState.Suspended;
        SnapshotRecord taken = Plan(session.Record, snapshot) with { HasMemory = hasMemory, Taken = host.Time.GetUtcNow() };
        await RemoveLeftAsync(session, taken, cancellationToken);
        await using var volumes = new NewVolumes(session);
        foreach ((DiskRecord disk, DiskRecord kept) in session.Record.Disks.Zip(taken.Disks))
        {
            await volumes.AddAsync(kept, pool => pool.CopyAsync(disk, kept, cancellationToken), cancellationToken);
        }

        await using var memory = new SavedMemory(session, snapshot);
        if (hasMemory)
        {
            await memory.KeepAsync(cancellationToken);
        }

        await session.SaveAsync(session.Record with { Snapshots = [.. session.Record.Snapshots, taken] }, CancellationToken.None);
        volumes.Keep();
        memory.Stays();
    }

    /// <inheritdoc/>
    public async Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Revert, cancellationToken);
        await new Revert(session, Find(session.Record, snapshot)).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        // Any state will do: nothing that runs uses what is kept.
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Update, cancellationToken);
        SnapshotRecord found = Find(session.Record, snapshot);
        if (session.Stored.Reverting == snapshot)
        {
            throw new HostException(Shell.Name, $"{machine} is half-way back to the snapshot {snapshot}: revert it again first");
        }

        // The record first: what a crash leaves of the volumes is still in their list, and nobody reverts to half of them.
        await session.SaveAsync(session.Record with { Snapshots = [.. session.Record.Snapshots.Where(other => other != found)] }, cancellationToken);
        await RemoveAsync(session, found.Disks, CancellationToken.None);
        await new SavedMemory(session, snapshot).RemoveAsync();
    }

    /// <inheritdoc/>
    public async Task CloneAsync(string machine, string name, CloneOptions options, CancellationToken cancellationToken)
    {
        if (options.IsFull || options.Storage is not null)
        {
            throw new HostException(host.Name, $"a clone shares what its storage lets it share; one that shares nothing, or lies elsewhere, comes by export and import --pool of {machine}");
        }

        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Clone, cancellationToken);
        await new Cloning(host).RunAsync(session, name, cancellationToken);
    }

    private SnapshotRecord Plan(MachineRecord record, string snapshot) => new()
    {
        Name = snapshot,
        Disks = [.. record.Disks.Select(disk => disk with { Path = host.Pools.For(disk).PlaceFor(record.Name, $"{disk.Vdev}.{snapshot}") })],
        Cpus = record.Cpus,
        Memory = record.Memory,
        Cards = record.Cards,
    };

    /// <summary>Removes what a crash has left in the place of a snapshot. What is not in the list of the machine's disks is somebody else's, and stays.</summary>
    private async Task RemoveLeftAsync(MachineSession session, SnapshotRecord planned, CancellationToken cancellationToken)
    {
        IReadOnlyList<DiskRecord> listed = await VolumeList.ReadAsync(Shell, session.Folder, cancellationToken);
        await RemoveAsync(session, [.. planned.Disks.Where(kept => listed.Any(disk => disk.Path == kept.Path))], cancellationToken);
    }

    private async Task RemoveAsync(MachineSession session, IReadOnlyList<DiskRecord> disks, CancellationToken cancellationToken)
    {
        foreach (DiskRecord kept in disks)
        {
            await host.Pools.For(kept).RemoveAsync(kept, cancellationToken);
        }

        await VolumeList.DropAsync(Shell, session.Folder, disks, cancellationToken);
    }

    private SnapshotRecord Find(MachineRecord record, string snapshot) => record.Snapshots.FirstOrDefault(other => other.Name == snapshot)
        ?? throw new HostException(Shell.Name, $"{record.Name} has no snapshot {snapshot}; it has {(record.Snapshots.Count > 0 ? string.Join(", ", record.Snapshots.Select(other => other.Name)) : "none")}");
}
