using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Gives machines disks that are there already and that no machine has: those that were kept, and volumes of known pools.</summary>
/// <param name="host">The host.</param>
internal sealed class ExistingDiskVerb(XlContext host)
{
    private readonly ExistingDisks _disks = new(host);
    private readonly DiskOwners _owners = new(host);

    /// <summary>Gives a machine, running or stopped, a disk with its content.</summary>
    /// <returns>What the guest sees it as.</returns>
    /// <exception cref="HostException">There is no such disk, a machine has it, or it cannot be attached; it is where it was.</exception>
    public async Task<string> AttachAsync(string machine, string path, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Attach, cancellationToken);
        DiskRecord found = await _disks.FindAsync(path, cancellationToken);
        await _owners.DemandNoneAsync(path, cancellationToken);
        DiskRecord disk = await PlanAsync(session.Record, found, cancellationToken);
        MachineRecord before = session.Record;
        await MoveAsync(found, disk);
        try
        {
            await PlugAsync(session, disk, cancellationToken);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // Where the guest may have it, it stays the machine's.
            if (session.Domain is not { } domain || await new DiskPlug(host.Shell, domain.Id).TryDetachAsync(disk.Vdev))
            {
                await session.ChangeAsync(before, CancellationToken.None);
                await MoveAsync(disk, found);
            }

            throw;
        }

        return disk.Vdev;
    }

    /// <summary>The disk with a free name. A file comes to where the machine's own disks are, which nobody else's removal touches; a volume stays.</summary>
    private async Task<DiskRecord> PlanAsync(MachineRecord machine, DiskRecord found, CancellationToken cancellationToken)
    {
        IVolumePool pool = host.Pools.For(found);
        HashSet<string> taken = [.. (await pool.ListAsync(cancellationToken)).Where(path => path != found.Path)];
        string vdev = FreeVdev.Find(machine.Vdevs, name => taken.Contains(pool.PlaceFor(machine.Name, name)) || taken.Contains(ExistingDisks.PlaceFor(pool, machine.Name, name, found)))
            ?? throw new HostException(host.Name, $"{machine.Name} can take no disk more");
        return found with { Vdev = vdev, Path = ExistingDisks.PlaceFor(pool, machine.Name, vdev, found) };
    }

    /// <summary>Writes it down, makes sure that nobody else has done so meanwhile, and shows it to the guest where it runs.</summary>
    private async Task PlugAsync(MachineSession session, DiskRecord disk, CancellationToken cancellationToken)
    {
        await session.ChangeAsync(session.Record with { Disks = [.. session.Record.Disks, disk] }, CancellationToken.None);
        await _owners.DemandAloneAsync(session.Record.Name, disk.Path, cancellationToken);
        if (session.Domain is { } domain)
        {
            await new DiskPlug(host.Shell, domain.Id).AttachAsync(disk, cancellationToken);
        }
    }

    private Task MoveAsync(DiskRecord from, DiskRecord to) =>
        from.Path == to.Path ? Task.CompletedTask : KeptDisks.MoveFileAsync(host, from.Path, to.Path, CancellationToken.None);
}
