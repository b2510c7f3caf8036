using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Gives machines disks, takes them off, and grows them.</summary>
/// <param name="host">The host.</param>
internal sealed class DiskVerbs(XlContext host)
{
    private const long MiB = 1L << 20;

    // 64 TiB, what a VHD or a logical volume never reaches.
    private const long Largest = 64L << 40;

    /// <summary>Grows a disk of a stopped machine.</summary>
    public async Task GrowAsync(string machine, string vdev, long size, CancellationToken cancellationToken)
    {
        long wanted = RoundUp(size);
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.GrowDisk, cancellationToken);
        DiskRecord disk = Find(session.Record, vdev);
        if (size < disk.Size)
        {
            throw new HostException(host.Name, $"{vdev} of {machine} has {disk.Size} bytes already, and no disk is ever cut");
        }

        DiskRecord grown = await host.Pools.For(disk).GrowAsync(disk, wanted, cancellationToken);
        await session.ChangeAsync(session.Record with { Disks = [.. session.Record.Disks.Select(other => other == disk ? grown : other)] }, CancellationToken.None);
    }

    /// <summary>Gives a machine a blank disk more.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachAsync(string machine, long size, string? pool, CancellationToken cancellationToken)
    {
        long wanted = RoundUp(size);
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Attach, cancellationToken);
        MachineRecord record = session.Record;
        IVolumePool home = pool is null && record.Disks.Count > 0 ? host.Pools.For(record.Disks[0]) : host.Pools.Find(pool);
        DiskRecord disk = await PlanAsync(record, home, wanted, cancellationToken);
        await using var volumes = new NewVolumes(session);
        await volumes.AddAsync(disk, place => place.CreateAsync(disk, cancellationToken), cancellationToken);
        await PlugAsync(session, disk, volumes, cancellationToken);
        volumes.Keep();
        return disk.Vdev;
    }

    /// <summary>Takes a disk off a machine.</summary>
    /// <returns>The path of the content that stays; null where it is gone.</returns>
    public async Task<string?> DetachAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Attach, cancellationToken);
        DiskRecord disk = Find(session.Record, vdev);
        if (session.Domain is { } domain)
        {
            await new DiskPlug(host.Shell, domain.Id).DetachAsync(vdev, cancellationToken);
        }

        // From here on it is done to its end.
        MachineRecord before = session.Record, after = before with { Disks = [.. before.Disks.Where(other => other != disk)] };
        if (keepsDisk)
        {
            // A volume that is listed and that no record speaks of is removed by a repair, and the machine's folder with the machine:
            // the disk leaves both before the record forgets it.
            await VolumeList.DropAsync(host.Shell, session.Folder, [disk], CancellationToken.None);
            string path = (await KeptDisks.MoveOutAsync(host, before with { Disks = [disk] }, CancellationToken.None))[0].Path;
            await session.ChangeAsync(after, CancellationToken.None);
            return path;
        }

        await session.ChangeAsync(after, CancellationToken.None);
        await host.Pools.For(disk).RemoveAsync(disk, CancellationToken.None);
        await VolumeList.DropAsync(host.Shell, session.Folder, [disk], CancellationToken.None);
        return null;
    }

    private async Task<DiskRecord> PlanAsync(MachineRecord record, IVolumePool pool, long size, CancellationToken cancellationToken)
    {
        HashSet<string> taken = [.. await pool.ListAsync(cancellationToken)];
        string vdev = FreeVdev.Find(record.Vdevs, name => taken.Contains(pool.PlaceFor(record.Name, name)))
            ?? throw new HostException(host.Name, $"{record.Name} can take no disk more");
        return new DiskRecord
        {
            Vdev = vdev,
            Pool = pool.Pool.Name,
            Kind = pool.Pool.Kind,
            Path = pool.PlaceFor(record.Name, vdev),
            Format = pool.Pool.Format,
            Size = size,
        };
    }

    /// <summary>Shows the disk to the guest where it runs, and takes it away again where its record could not be written.</summary>
    private async Task PlugAsync(MachineSession session, DiskRecord disk, NewVolumes volumes, CancellationToken cancellationToken)
    {
        MachineRecord changed = session.Record with { Disks = [.. session.Record.Disks, disk] };
        if (session.Domain is not { } domain)
        {
            await session.ChangeAsync(changed, cancellationToken);
            return;
        }

        var plug = new DiskPlug(host.Shell, domain.Id);
        try
        {
            await plug.AttachAsync(disk, cancellationToken);
            await session.ChangeAsync(changed, CancellationToken.None);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            if (!await plug.TryDetachAsync(disk.Vdev))
            {
                // The guest may write to it: a repair removes it when the machine is stopped.
                volumes.Keep();
            }

            throw;
        }
    }

    private DiskRecord Find(MachineRecord record, string vdev) => record.Disks.FirstOrDefault(disk => disk.Vdev == vdev)
        ?? throw new HostException(host.Name, $"{record.Name} has no disk {vdev}; it has {(record.Disks.Count > 0 ? string.Join(", ", record.Disks.Select(disk => disk.Vdev)) : "none")}");

    private long RoundUp(long size) => size is > 0 and <= Largest ? (size + MiB - 1) / MiB * MiB
        : throw new HostException(host.Name, $"a disk has at least one byte and at most {Largest >> 40} TiB, not {size} bytes");
}
