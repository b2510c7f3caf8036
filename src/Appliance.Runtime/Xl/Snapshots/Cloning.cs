using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>Makes a machine like another one: its disks as they are, without its memory and its snapshots, and with addresses of its own.</summary>
/// <param name="site">The host.</param>
/// <param name="options">The clock, and what gives UUIDs and MAC addresses.</param>
internal sealed class Cloning(IXlSite site, ImportOptions options)
{
    /// <summary>Does it.</summary>
    /// <exception cref="HostException">The name is taken or cannot be one, or there is no room.</exception>
    public async Task RunAsync(HeldMachine source, string name, CancellationToken cancellationToken)
    {
        if (!MachineNames.IsValid(name))
        {
            throw new HostException(site.Shell.Name, $"\"{name}\" cannot be the name of a machine; {MachineNames.Make(name)} can");
        }

        MachineRecord clone = Plan(source.Record, name, await site.ListRecordsAsync(cancellationToken));
        await using IReservation reservation = await site.ReserveAsync(name, $"clone of {source.Record.Name}", cancellationToken);
        await using var volumes = new NewVolumes(site, reservation.Folder);
        foreach ((DiskRecord disk, DiskRecord copy) in source.Record.Disks.Zip(clone.Disks))
        {
            await volumes.AddAsync(copy, pool => pool.CopyAsync(disk, copy, cancellationToken), cancellationToken);
        }

        await reservation.CommitAsync(clone);
        volumes.Keep();
    }

    private MachineRecord Plan(MachineRecord source, string name, IReadOnlyList<MachineRecord> machines)
    {
        var addresses = new MacAddresses(machines.SelectMany(machine => machine.Cards).Select(card => card.Mac), options.Random);
        return source with
        {
            Name = name,
            Uuid = options.NewId(),
            Source = source.Name,
            Created = options.Time.GetUtcNow(),
            Disks = [.. source.Disks.Select(disk => disk with { Path = site.PoolOf(disk).PlaceFor(name, disk.Vdev) })],
            Cards = [.. source.Cards.Select(card => card with { Mac = addresses.New() })],
            Snapshots = [],
            Group = null,
            StartsWithHost = false,
            IsWanted = false,
        };
    }
}
