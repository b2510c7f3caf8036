using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Hardware;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>
/// Brings a machine back to a snapshot. A marker is there from the first change to the last, and keeps the machine from being
/// started in between; the snapshot itself is never changed, so that it can be done again.
/// </summary>
/// <param name="session">The machine.</param>
/// <param name="snapshot">The snapshot.</param>
internal sealed class Revert(MachineSession session, SnapshotRecord snapshot)
{
    /// <summary>Does it.</summary>
    /// <exception cref="HostException">The machine has other disks now, or the host refused something.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DemandSameDisks();
        await DemandKeptAsync(cancellationToken);
        XlContext host = session.Host;
        await HostFiles.WriteAsync(host.Shell, session.Folder.Reverting, snapshot.Name, cancellationToken);
        await Autostart.FollowAsync(host, session.Record, cancellationToken);
        var memory = new SavedMemory(session, snapshot.Name);
        // A state that is not the disks' must not be taken up.
        await memory.DropCurrentAsync(cancellationToken);
        foreach (DiskRecord kept in snapshot.Disks)
        {
            await host.Pools.For(kept).RevertAsync(Current(kept), kept, cancellationToken);
        }

        await session.ChangeAsync(Changed(), cancellationToken);
        if (snapshot.HasMemory)
        {
            await memory.BringBackAsync(cancellationToken);
        }

        (await host.Shell.RunAsync($"rm -f {ShellText.Quote(session.Folder.Reverting)}", CancellationToken.None)).Demand("end the revert");
        await Autostart.FollowAsync(host, session.Record, CancellationToken.None);
    }

    private DiskRecord Current(DiskRecord kept) => session.Record.Disks.First(disk => disk.Vdev == kept.Vdev);

    private MachineRecord Changed()
    {
        MachineRecord record = session.Record with { Disks = [.. snapshot.Disks.Select(kept => Current(kept) with { Size = kept.Size, Format = kept.Format })] };
        return snapshot.HasMemory ? record with { Cpus = snapshot.Cpus, Memory = snapshot.Memory, Cards = snapshot.Cards } : record;
    }

    private void DemandSameDisks()
    {
        string[] then = [.. snapshot.Disks.Select(disk => $"{disk.Vdev} in {disk.Pool}").Order(StringComparer.Ordinal)];
        string[] now = [.. session.Record.Disks.Select(disk => $"{disk.Vdev} in {disk.Pool}").Order(StringComparer.Ordinal)];
        if (!then.SequenceEqual(now))
        {
            throw new HostException(
                session.Host.Name, $"{session.Record.Name} has the disks {string.Join(", ", now)} and the snapshot {snapshot.Name} has {string.Join(", ", then)}: attach or detach what differs first");
        }
    }

    /// <summary>What is lost of the snapshot is told before anything of the machine is.</summary>
    private async Task DemandKeptAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<IVolumePool, DiskRecord> kept in snapshot.Disks.GroupBy(session.Host.Pools.For))
        {
            IReadOnlyList<string> there = await kept.Key.ListAsync(cancellationToken);
            if (kept.FirstOrDefault(disk => !there.Contains(disk.Path)) is { } lost)
            {
                throw new HostException(session.Host.Name, $"{lost.Path} is gone, which the snapshot {snapshot.Name} of {session.Record.Name} needs; the machine is as it was");
            }
        }

        if (snapshot.HasMemory)
        {
            await new SavedMemory(session, snapshot.Name).DemandAsync(cancellationToken);
        }
    }
}
