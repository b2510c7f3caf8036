using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Gives machines disks, takes them off, and grows them.</summary>
/// <param name="site">The host.</param>
internal sealed class DiskVerbs(IXlSite site)
{
    private const long MiB = 1L << 20;

    private string Host => site.Shell.Name;

    /// <summary>Grows a disk of a stopped machine.</summary>
    public async Task GrowAsync(string machine, string vdev, long size, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "grow", cancellationToken);
        DiskRecord disk = Find(held.Record, vdev);
        if (size < disk.Size)
        {
            throw new HostException(Host, $"{vdev} of {machine} has {disk.Size} bytes, and no disk is ever cut");
        }

        DiskRecord grown = await site.PoolOf(disk).GrowAsync(disk, RoundUp(size), cancellationToken);
        await site.WriteAsync(held.Record with { Disks = [.. held.Record.Disks.Select(other => other == disk ? grown : other)] }, CancellationToken.None);
    }

    /// <summary>Gives a machine a blank disk more.</summary>
    /// <returns>What the guest sees it as.</returns>
    public async Task<string> AttachAsync(string machine, long size, string? pool, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        await using HeldMachine held = await site.HoldAsync(machine, "attach", cancellationToken);
        MachineRecord record = held.Record;
        IVolumePool home = pool is null && record.Disks.Count > 0 ? site.PoolOf(record.Disks[0]) : site.FindPool(pool);
        DiskRecord disk = await PlanAsync(record, home, RoundUp(size), cancellationToken);
        await using var volumes = new NewVolumes(site, held.Folder);
        await volumes.AddAsync(disk, place => place.CreateAsync(disk, cancellationToken), cancellationToken);
        await PlugAsync(held, disk, () => site.WriteAsync(record with { Disks = [.. record.Disks, disk] }, CancellationToken.None), cancellationToken);
        volumes.Keep();
        return disk.Vdev;
    }

    /// <summary>Takes a disk off a machine.</summary>
    /// <returns>The path of the content that stays; null where it is gone.</returns>
    public async Task<string?> DetachAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
    {
        await using HeldMachine held = await site.HoldAsync(machine, "detach", cancellationToken);
        DiskRecord disk = Find(held.Record, vdev);
        if (held.Domain is { } domain)
        {
            await new DiskPlug(site.Shell, domain).DetachAsync(vdev, cancellationToken);
        }

        // From here on it is done to its end: what a crash leaves is still in the list of volumes.
        await site.WriteAsync(held.Record with { Disks = [.. held.Record.Disks.Where(other => other != disk)] }, CancellationToken.None);
        if (!keepsDisk)
        {
            await site.PoolOf(disk).RemoveAsync(disk, CancellationToken.None);
        }

        await new VolumeList(site.Shell, held.Folder).RemoveAsync([disk.Path], CancellationToken.None);
        return keepsDisk ? disk.Path : null;
    }

    private async Task<DiskRecord> PlanAsync(MachineRecord record, IVolumePool pool, long size, CancellationToken cancellationToken)
    {
        HashSet<string> taken = [.. await pool.ListAsync(cancellationToken)];
        string vdev = FreeVdev.Find(record.Disks, name => taken.Contains(pool.PlaceFor(record.Name, name)))
            ?? throw new HostException(Host, $"{record.Name} can take no disk more");
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
    private async Task PlugAsync(HeldMachine held, DiskRecord disk, Func<Task> write, CancellationToken cancellationToken)
    {
        if (held.Domain is not { } domain)
        {
            await write();
            return;
        }

        var plug = new DiskPlug(site.Shell, domain);
        await plug.AttachAsync(disk, cancellationToken);
        try
        {
            await write();
        }
        catch (HostException)
        {
            await plug.DetachAsync(disk.Vdev, CancellationToken.None);
            throw;
        }
    }

    private DiskRecord Find(MachineRecord record, string vdev) => record.Disks.FirstOrDefault(disk => disk.Vdev == vdev)
        ?? throw new HostException(Host, $"{record.Name} has no disk {vdev}; it has {(record.Disks.Count > 0 ? string.Join(", ", record.Disks.Select(disk => disk.Vdev)) : "none")}");

    private static long RoundUp(long size) => size > long.MaxValue - MiB ? throw new ArgumentOutOfRangeException(nameof(size)) : (size + MiB - 1) / MiB * MiB;
}
