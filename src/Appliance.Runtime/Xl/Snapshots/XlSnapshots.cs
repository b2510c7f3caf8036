using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>Snapshots and clones of machines on a host with xl.</summary>
/// <param name="site">The host.</param>
/// <param name="options">The clock, and what gives UUIDs and MAC addresses.</param>
internal sealed class XlSnapshots(IXlSite site, ImportOptions options) : ISnapshotVerbs
{
    private IHostShell Shell => site.Shell;

    /// <inheritdoc/>
    public async Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        SnapshotNames.Demand(Shell.Name, snapshot);
        await using HeldMachine held = await site.HoldAsync(machine, "snapshot", cancellationToken);
        if (held.Record.Snapshots.Any(other => other.Name == snapshot))
        {
            throw new HostException(Shell.Name, $"{machine} has a snapshot {snapshot} already; delete it first, or choose another name");
        }

        bool hasMemory = held.State == MachineState.Suspended;
        SnapshotRecord taken = Plan(held.Record, snapshot) with { HasMemory = hasMemory, Taken = options.Time.GetUtcNow() };
        await using var volumes = new NewVolumes(site, held.Folder);
        foreach ((DiskRecord disk, DiskRecord kept) in held.Record.Disks.Zip(taken.Disks))
        {
            await volumes.AddAsync(kept, pool => CopyAsync(pool, disk, kept, cancellationToken), cancellationToken);
        }

        await using var memory = new SavedMemory(Shell, held.Folder, snapshot);
        if (hasMemory)
        {
            await memory.KeepAsync(cancellationToken);
        }

        await site.WriteAsync(held.Record with { Snapshots = [.. held.Record.Snapshots, taken] }, CancellationToken.None);
        volumes.Keep();
        memory.Stays();
    }

    /// <inheritdoc/>
    public async Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "revert", cancellationToken);
        await new Revert(site, held, Find(held.Record, snapshot)).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "delete-snapshot", cancellationToken);
        SnapshotRecord found = Find(held.Record, snapshot);
        if (await new WorkMarker(Shell, held.Folder, WorkMarker.Reverting).ReadAsync(cancellationToken) == snapshot)
        {
            throw new HostException(Shell.Name, $"{machine} is half-way back to the snapshot {snapshot}: revert it again first");
        }

        // The record first: what a crash leaves of the volumes is still in their list, and nobody reverts to half of them.
        await site.WriteAsync(held.Record with { Snapshots = [.. held.Record.Snapshots.Where(other => other != found)] }, cancellationToken);
        foreach (DiskRecord kept in found.Disks)
        {
            await site.PoolOf(kept).RemoveAsync(kept, CancellationToken.None);
        }

        await new VolumeList(Shell, held.Folder).RemoveAsync(found.Disks.Select(kept => kept.Path), CancellationToken.None);
        await new SavedMemory(Shell, held.Folder, snapshot).RemoveAsync();
    }

    /// <inheritdoc/>
    public async Task CloneAsync(string machine, string name, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "clone", cancellationToken);
        await new Cloning(site, options).RunAsync(held, name, cancellationToken);
    }

    private SnapshotRecord Plan(MachineRecord record, string snapshot) => new()
    {
        Name = snapshot,
        Disks = [.. record.Disks.Select(disk => disk with { Path = site.PoolOf(disk).PlaceFor(record.Name, $"{disk.Vdev}.{snapshot}") })],
        Cpus = record.Cpus,
        Memory = record.Memory,
        Cards = record.Cards,
    };

    /// <summary>Copies; what a crash has left in that place before is removed first, for no record speaks of it.</summary>
    private static async Task CopyAsync(IVolumePool pool, DiskRecord disk, DiskRecord kept, CancellationToken cancellationToken)
    {
        await pool.RemoveAsync(kept, cancellationToken);
        await pool.CopyAsync(disk, kept, cancellationToken);
    }

    private SnapshotRecord Find(MachineRecord record, string snapshot) => record.Snapshots.FirstOrDefault(other => other.Name == snapshot)
        ?? throw new HostException(Shell.Name, $"{record.Name} has no snapshot {snapshot}; it has {(record.Snapshots.Count > 0 ? string.Join(", ", record.Snapshots.Select(other => other.Name)) : "none")}");
}
