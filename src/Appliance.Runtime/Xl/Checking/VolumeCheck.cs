using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Disks that no record and no unfinished machine speaks of.</summary>
/// <param name="host">The host.</param>
/// <param name="machines">Its machines.</param>
/// <param name="domains">Its domains.</param>
internal sealed class VolumeCheck(XlContext host, IReadOnlyList<StoredMachine> machines, IReadOnlyList<XlDomain> domains)
{
    private readonly LockedRepair _repair = new(host);
    private readonly Dictionary<string, IReadOnlyList<DiskRecord>> _lists = [];

    /// <summary>What there is.</summary>
    public async Task<IReadOnlyList<Leftover>> FindAsync(CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. machines.Select(machine => machine.Record).OfType<MachineRecord>().SelectMany(Leftovers.AllDisks).Select(disk => disk.Path)];
        string[] owners = [.. machines.Where(machine => machine.Record is null || machine.LockedBy is not null).Select(machine => machine.Name)];
        var found = new List<Leftover>();
        foreach (IVolumePool pool in host.Pools.All)
        {
            foreach (string path in await pool.ListAsync(cancellationToken))
            {
                if (!known.Contains(path) && !owners.Any(owner => Leftovers.IsOf(path, owner)))
                {
                    found.Add(await OfAsync(pool, path, cancellationToken));
                }
            }
        }

        return found;
    }

    private async Task<Leftover> OfAsync(IVolumePool pool, string path, CancellationToken cancellationToken)
    {
        if (await OwnerOfAsync(path, cancellationToken) is not { } owner)
        {
            // It may be a disk that was kept on purpose, when its machine was removed: only told.
            return new Leftover("volume", path, $"belongs to no machine (pool {pool.Pool.Name}); {KeptCheck.WayOut}") { IsNote = true };
        }

        // A running guest may have got it just before the cut.
        return XlDomains.Of(owner.Record!.Uuid, domains) is not null
            ? new Leftover("volume", path, $"was begun for {owner.Name}, or taken off it, when that was cut off; it is removed by a repair when {owner.Name} is stopped")
            : new Leftover("volume", path, $"was begun for {owner.Name}, or taken off it, when that was cut off; it is removed", token => RemoveAsync(owner.Name, pool, path, token));
    }

    /// <summary>The machine that has the disk on its list: what is kept is taken off that.</summary>
    private async Task<StoredMachine?> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        foreach (StoredMachine machine in machines.Where(machine => machine.Record is not null && Leftovers.IsOf(path, machine.Name)))
        {
            if (!_lists.TryGetValue(machine.Name, out IReadOnlyList<DiskRecord>? list))
            {
                list = await VolumeList.ReadAsync(host.Shell, host.FolderOf(machine.Name), cancellationToken);
                _lists.Add(machine.Name, list);
            }

            if (list.Any(disk => disk.Path == path))
            {
                return machine;
            }
        }

        return null;
    }

    private Task RemoveAsync(string machine, IVolumePool pool, string path, CancellationToken cancellationToken) => _repair.RunAsync(
        machine,
        async (now, domain) =>
        {
            MachineFolder folder = host.FolderOf(machine);
            IReadOnlyList<DiskRecord> list = await VolumeList.ReadAsync(host.Shell, folder, cancellationToken);
            if (now.Record is { } record && domain is null && Leftovers.AllDisks(record).All(disk => disk.Path != path)
                && list.FirstOrDefault(disk => disk.Path == path) is { } left)
            {
                await pool.RemoveAsync(left, cancellationToken);
                await VolumeList.DropAsync(host.Shell, folder, [left], cancellationToken);
            }
        },
        cancellationToken);
}
