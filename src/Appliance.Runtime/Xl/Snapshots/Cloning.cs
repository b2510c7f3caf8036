using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>Makes a machine like another one: its disks as they are, without its memory and its snapshots, and with addresses of its own.</summary>
/// <param name="host">The host.</param>
internal sealed class Cloning(XlContext host)
{
    /// <summary>Does it.</summary>
    /// <exception cref="HostException">The name is taken or cannot be one, or there is no room.</exception>
    public async Task RunAsync(MachineSession source, string name, CancellationToken cancellationToken)
    {
        if (!MachineNames.IsValid(name))
        {
            throw new HostException(host.Name, $"\"{name}\" cannot be the name of a machine; {MachineNames.Make(name)} can");
        }

        MachineRecord clone = Plan(source.Record, name, await host.ReadAddressesAsync(cancellationToken));
        await using Reservation reservation = await Reservation.MakeAsync(host, name, $"clone of {source.Record.Name}", cancellationToken);
        foreach ((DiskRecord disk, DiskRecord copy) in source.Record.Disks.Zip(clone.Disks))
        {
            await reservation.MakeAsync(copy, pool => pool.CopyAsync(disk, copy, cancellationToken), cancellationToken);
        }

        if (clone.Environment?.Vdev is not null)
        {
            await EnvironmentDisc.CopyAsync(host, source.Record.Name, host, name, cancellationToken);
        }

        await reservation.CommitAsync(clone, cancellationToken);
    }

    private MachineRecord Plan(MachineRecord source, string name, MacAddresses addresses) => source with
    {
        Name = name,
        Uuid = host.NewId(),
        Source = source.Name,
        Created = host.Time.GetUtcNow(),
        Disks = [.. source.Disks.Select(disk => disk with { Path = host.Pools.For(disk).PlaceFor(name, disk.Vdev) })],
        Cards = [.. source.Cards.Select(card => card with { Mac = addresses.New() })],
        Snapshots = [],
        Group = null,
        StartsWithHost = false,
        IsWanted = false,
    };
}
