using Appliance.Formats.Machines;

namespace Appliance.Converter.Mapping;

/// <summary>Changes what the machines of a group say about themselves. Disks keep their identifiers.</summary>
public static class MachineMapper
{
    /// <summary>The group as <paramref name="mapping"/> wants it.</summary>
    /// <exception cref="OptionException">The mapping speaks of a network, machine or disk that the group does not have.</exception>
    public static MachineGroup Apply(MachineMapping mapping, MachineGroup group)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(group);
        MachineGroup mapped = mapping.DiskNumber is { } number ? SelectDisk(group, number) : group;
        mapped = ChangeCare(mapping, NetworkMapper.Apply(mapping, mapped));
        mapped = mapping.Rename is { } rename ? ChangeNames(rename, mapped) : mapped;
        return ChangesOneMachine(mapping) ? ChangeMachine(mapping, mapped) : mapped;
    }

    private static bool ChangesOneMachine(MachineMapping mapping)
        => mapping.Name is not null || mapping.Memory is not null || mapping.Cpus is not null;

    private static MachineGroup ChangeMachine(MachineMapping mapping, MachineGroup group)
    {
        if (group.Machines is not [Machine machine])
        {
            throw new OptionException(
                $"name, memory and CPUs can be set for one machine, and there are {group.Machines.Count}: {Quote.List(group.Machines.Select(m => m.Name))}");
        }
        Machine changed = machine with
        {
            Name = mapping.Name ?? machine.Name,
            Memory = mapping.Memory ?? machine.Memory,
            Cpus = mapping.Cpus ?? machine.Cpus,
        };
        bool whole = changed.CoresPerSocket is not > 0 || changed.Cpus % changed.CoresPerSocket == 0;
        return group with
        {
            Name = mapping.Name ?? group.Name,
            Machines = [whole ? changed : changed with { CoresPerSocket = null }],
        };
    }

    private static MachineGroup ChangeNames(Func<string, string> rename, MachineGroup group)
        => group with { Name = rename(group.Name), Machines = [.. group.Machines.Select(machine => machine with { Name = rename(machine.Name) })] };

    private static MachineGroup ChangeCare(MachineMapping mapping, MachineGroup group) => group with
    {
        Machines = [.. group.Machines.Select(machine => machine with
        {
            HealthChecks = mapping.HealthChecks ?? machine.HealthChecks,
            Restart = mapping.Restart ?? machine.Restart,
        })],
    };

    private static MachineGroup SelectDisk(MachineGroup group, int number)
    {
        MachineDisk[] disks = [.. group.Disks];
        if (number < 1 || number > disks.Length)
        {
            throw new OptionException($"there is no disk {number}; there are {disks.Length}: {Quote.List(disks.Select(disk => disk.Name))}");
        }
        string id = disks[number - 1].Id;
        Machine owner = group.Machines.First(machine => machine.Disks.Any(disk => disk.Id == id));
        return group with { Machines = [owner with { Disks = [.. owner.Disks.Where(disk => disk.Id == id)] }] };
    }
}
