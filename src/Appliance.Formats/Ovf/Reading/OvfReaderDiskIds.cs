using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Makes the ids of disks unique. Two machines may start from the same disk of a package; each then has its own copy,
/// called <c>machine/disk</c>.
/// </summary>
internal static class OvfReaderDiskIds
{
    public static (MachineGroup Group, Dictionary<string, OvfDisk> Disks) MakeUnique(MachineGroup group, OvfReaderReferences references)
    {
        Dictionary<string, int> uses = group.Disks.CountBy(disk => disk.Id).ToDictionary();
        var disks = new Dictionary<string, OvfDisk>();
        foreach (string id in uses.Where(use => use.Value == 1).Select(use => use.Key))
        {
            disks.Add(id, references.FindDisk(id)!);
        }

        var counters = new Dictionary<string, int>();
        MachineDisk Rename(Machine machine, MachineDisk disk)
        {
            if (uses[disk.Id] == 1)
            {
                return disk;
            }

            string wanted = $"{machine.Id}/{disk.Id}";
            string id = wanted;
            while (!disks.TryAdd(id, references.FindDisk(disk.Id)!))
            {
                counters[wanted] = counters.GetValueOrDefault(wanted, 1) + 1;
                id = $"{wanted}#{counters[wanted]}";
            }

            return disk with { Id = id };
        }

        Machine[] machines = [.. group.Machines.Select(machine => machine with { Disks = [.. machine.Disks.Select(disk => Rename(machine, disk))] })];
        return (group with { Machines = machines }, disks);
    }
}
