using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>
/// Brings a machine back to a snapshot. A marker is there from the first change to the last, and keeps the machine from being
/// started in between; the snapshot itself is never changed, so that it can be done again.
/// </summary>
/// <param name="site">The host.</param>
/// <param name="held">The machine.</param>
/// <param name="snapshot">The snapshot.</param>
internal sealed class Revert(IXlSite site, HeldMachine held, SnapshotRecord snapshot)
{
    /// <summary>Does it.</summary>
    /// <exception cref="HostException">The machine has other disks now, or the host refused something.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DemandSameDisks();
        var marker = new WorkMarker(site.Shell, held.Folder, WorkMarker.Reverting);
        await marker.SetAsync(snapshot.Name, cancellationToken);
        var memory = new SavedMemory(site.Shell, held.Folder, snapshot.Name);
        // A state that is not the disks' must not be taken up.
        await memory.DropCurrentAsync(cancellationToken);
        foreach (DiskRecord kept in snapshot.Disks)
        {
            await site.PoolOf(kept).RevertAsync(Current(kept), kept, cancellationToken);
        }

        await site.WriteAsync(Changed(), cancellationToken);
        if (snapshot.HasMemory)
        {
            await memory.BringBackAsync(cancellationToken);
        }

        await marker.ClearAsync(CancellationToken.None);
    }

    private DiskRecord Current(DiskRecord kept) => held.Record.Disks.First(disk => disk.Vdev == kept.Vdev);

    private MachineRecord Changed()
    {
        MachineRecord record = held.Record with { Disks = [.. snapshot.Disks.Select(kept => Current(kept) with { Size = kept.Size, Format = kept.Format })] };
        return snapshot.HasMemory ? record with { Cpus = snapshot.Cpus, Memory = snapshot.Memory, Cards = snapshot.Cards } : record;
    }

    private void DemandSameDisks()
    {
        string[] then = [.. snapshot.Disks.Select(disk => $"{disk.Vdev} in {disk.Pool}").Order(StringComparer.Ordinal)];
        string[] now = [.. held.Record.Disks.Select(disk => $"{disk.Vdev} in {disk.Pool}").Order(StringComparer.Ordinal)];
        if (!then.SequenceEqual(now))
        {
            throw new HostException(
                site.Shell.Name, $"{held.Record.Name} has the disks {string.Join(", ", now)} and the snapshot {snapshot.Name} has {string.Join(", ", then)}: attach or detach what differs first");
        }
    }
}
