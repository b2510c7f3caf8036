using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Tells whose a disk is.</summary>
/// <param name="host">The host.</param>
internal sealed class DiskOwners(XlContext host)
{
    /// <summary>Refuses a disk that a machine or a snapshot has, or that somebody is making or has left half-done.</summary>
    /// <exception cref="HostException">It is somebody's, or nobody can tell.</exception>
    public async Task DemandNoneAsync(string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await host.Records.ListAsync(cancellationToken);
        RefuseUnread(path, machines);
        RefuseOf(path, machines);
        foreach (StoredMachine machine in machines.Where(machine => Leftovers.IsOf(path, machine.Name)))
        {
            if (machine.Record is null || (await VolumeList.ReadAsync(host.Shell, host.FolderOf(machine.Name), cancellationToken)).Any(disk => disk.Path == path))
            {
                throw new HostException(host.Name, $"{path} is being made for {machine.Name}, or was when that was cut off: host check tells which");
            }
        }
    }

    /// <summary>Refuses a disk that another machine has got at the same moment.</summary>
    /// <exception cref="HostException">One has.</exception>
    public async Task DemandAloneAsync(string machine, string path, CancellationToken cancellationToken) =>
        RefuseOf(path, (await host.Records.ListAsync(cancellationToken)).Where(other => other.Name != machine));

    private void RefuseOf(string path, IEnumerable<StoredMachine> machines)
    {
        if (machines.Select(machine => machine.Record).OfType<MachineRecord>().FirstOrDefault(machine => Leftovers.AllDisks(machine).Any(disk => disk.Path == path)) is not { } owner)
        {
            return;
        }

        string what = owner.Disks.FirstOrDefault(disk => disk.Path == path)?.Vdev ?? $"a part of snapshot {owner.Snapshots.First(snapshot => snapshot.Disks.Any(disk => disk.Path == path)).Name}";
        throw new HostException(host.Name, $"{path} is {what} of {owner.Name}; one disk is never given to two machines");
    }

    private void RefuseUnread(string path, IEnumerable<StoredMachine> machines)
    {
        if (machines.FirstOrDefault(machine => machine.Problem is not null) is { } damaged)
        {
            throw new HostException(host.Name, $"{damaged.Problem}; whether {path} is a disk of {damaged.Name} cannot be told");
        }
    }
}
