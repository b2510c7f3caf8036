using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>Makes the records of machines that come to a host, and refuses what the host cannot take.</summary>
internal sealed class ImportPlanner
{
    private const long MiB = 1L << 20;
    private const int Sector = 512;

    private readonly ImportContext _context;
    private readonly ImportOptions _options;
    private readonly CardPlanner _cards;
    private readonly List<string> _warnings = [];

    /// <summary>Plans for a host as it is now.</summary>
    public ImportPlanner(ImportContext context, ImportOptions options)
        => (_context, _options, _cards) = (context, options, new CardPlanner(context, options, _warnings));

    private string Host => _context.Host.Name;

    /// <summary>Plans.</summary>
    /// <param name="group">The machines.</param>
    /// <param name="sizes">Bytes of the disks, by their identifiers.</param>
    /// <exception cref="UnsupportedImageException">A machine cannot be run there.</exception>
    /// <exception cref="HostException">The host lacks room, a network or the name.</exception>
    public ImportPlan Plan(MachineGroup group, IReadOnlyDictionary<string, long> sizes)
    {
        RefuseShared(group);
        IReadOnlyList<string> names = MachineNames.MakeAll(group.Machines.Select(machine => machine.Name));
        string? groupName = group.Machines.Count > 1 ? NameGroup(group.Name, names) : null;
        RefuseTaken(names, groupName);
        CheckRoom(group.Disks.Sum(disk => WholeSectors(sizes[disk.Id])));
        MachineRecord[] records = [.. group.Machines.Zip(names, (machine, name) => Record(machine, name, sizes) with { Group = groupName })];
        CheckMemory(records.Where(record => record.Start.Starts).Sum(record => record.Memory));
        IReadOnlyList<PlannedEnvironment> environments = new EnvironmentPlanner(_context, _warnings).Plan(group, _options.Properties, records);
        return new ImportPlan(Host, [.. records.Select(record => With(record, environments))], _context.Pool, _warnings) { Environments = environments };
    }

    private MachineRecord Record(Machine machine, string name, IReadOnlyDictionary<string, long> sizes)
    {
        DomainChoice choice = DomainChooser.Choose(machine, _context.Host, _options);
        WarnOfFirmware(name, choice.Boot);
        return new MachineRecord
        {
            Name = name,
            Uuid = _options.NewId(),
            Description = machine.Description,
            Created = _options.Time.GetUtcNow(),
            Type = choice.Type,
            Boot = choice.Boot,
            Reason = choice.Reason,
            Kernel = choice.Kernel,
            Ramdisk = choice.Ramdisk,
            KernelArguments = choice.KernelArguments,
            UsesAhci = choice.UsesAhci,
            Cpus = machine.Cpus,
            Memory = WholeMebibytes(machine.Memory),
            ClockOffset = machine.ClockOffset,
            Disks = [.. machine.Disks.Select((disk, index) => Record(disk, name, DiskPlaces.Vdev(choice.Type, index), sizes[disk.Id]))],
            Cards = [.. machine.NetworkCards.Select(card => _cards.Plan(name, card, choice.Type))],
            Tenant = _options.Tenant,
            Start = machine.Start,
            StartsWithHost = _options.StartsWithHost,
            Restart = machine.Restart ?? RestartPolicy.No,
            HealthChecks = machine.HealthChecks,
        };
    }

    private static MachineRecord With(MachineRecord record, IReadOnlyList<PlannedEnvironment> environments)
        => environments.FirstOrDefault(environment => environment.Machine == record.Name) is { } found
            ? record with { Environment = new EnvironmentRecord { Vdev = found.Vdev, Keys = found.Keys } } : record;

    private void WarnOfFirmware(string machine, BootMethod boot)
    {
        var host = new HostAbilities(_context.Host);
        if (boot == BootMethod.Uefi && !host.HasXenFirmware)
        {
            _warnings.Add($"{machine}: {host.Ovmf} on {Host} may not start it: since edk2 202108 only OVMF that is built for Xen (OvmfXen) does, and Debian's package ovmf is none from Debian 12 on");
        }
    }

    private DiskRecord Record(MachineDisk disk, string machine, string vdev, long size)
    {
        StoragePool pool = _context.Pool.Pool;
        return new DiskRecord
        {
            Vdev = vdev,
            Name = disk.Name,
            Pool = pool.Name,
            Kind = pool.Kind,
            Path = _context.PlaceFor(machine, vdev),
            Format = pool.Format,
            Size = WholeSectors(size),
            IsReadOnly = disk.IsReadOnly,
        };
    }

    /// <summary>Bytes of the sectors that hold as many; Xen's disks have whole ones.</summary>
    internal static long WholeSectors(long size) => (size + Sector - 1) / Sector * Sector;

    /// <summary>Bytes of the mebibytes that hold as many; Xen gives memory by these.</summary>
    internal static long WholeMebibytes(long memory) => (memory + MiB - 1) / MiB * MiB;

    private static void RefuseShared(MachineGroup group)
    {
        if (group.Disks.GroupBy(disk => disk.Id).FirstOrDefault(same => same.Skip(1).Any()) is { } shared)
        {
            throw new UnsupportedImageException(group.Name, $"disk \"{shared.First().Name}\" belongs to two machines, and each is given its own here; take the disk off one of them first");
        }
    }

    private void RefuseTaken(IReadOnlyList<string> names, string? group)
    {
        string? taken = names.FirstOrDefault(name => _context.Machines.Any(machine => IsSame(machine.Name, name)) || _context.OtherNames.Any(other => IsSame(other, name)));
        if (taken is not null)
        {
            throw new HostException(Host, $"has a machine {taken} already; {(names.Count == 1 ? "import this one under another name with --name" : "remove it there first")}");
        }

        if (group is not null && _context.Machines.Any(machine => machine.Group is { } other && IsSame(other, group)))
        {
            throw new HostException(Host, $"has a group {group} already; remove it there first");
        }

        if (names.FirstOrDefault(name => _context.Machines.Any(machine => machine.Group is { } other && IsSame(other, name))) is { } alike)
        {
            throw new HostException(Host, $"has a group {alike}, and a machine of that name could not be told from it; {(names.Count == 1 ? "import this one under another name with --name" : "remove that group there first")}");
        }
    }

    /// <summary>A name that is no machine's, so that it stands for the group alone.</summary>
    private string NameGroup(string name, IReadOnlyList<string> machines)
    {
        string made = MachineNames.Make(name), found = made;
        string[] taken = [.. machines, .. _context.Machines.Select(machine => machine.Name)];
        for (int number = 1; taken.Any(machine => IsSame(machine, found)); number++)
        {
            string suffix = number == 1 ? "-group" : $"-group{number}";
            found = made[..Math.Min(made.Length, MachineNames.Longest - suffix.Length)] + suffix;
        }

        if (found != made)
        {
            _warnings.Add($"the group is called {found}, since {made} is a machine's name");
        }

        return found;
    }

    // Names become those of files and volumes, and not every storage tells cases apart.
    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private void CheckRoom(long wanted)
    {
        (StoragePool pool, _, long free, string? problem) = _context.Pool;
        if (problem is not null)
        {
            throw new HostException(Host, $"nothing can be put into the pool {pool.Name}: {problem}");
        }

        if (wanted <= free)
        {
            return;
        }

        string room = $"the disks have {Gibibytes(wanted)}, and the pool {pool.Name} has {Gibibytes(free)} left";
        if (_context.TakesWholeSize)
        {
            throw new HostException(Host, $"{room}; free some, or choose another pool with --pool");
        }

        _warnings.Add($"{room}: it fits only as long as they stay sparse");
    }

    private void CheckMemory(long wanted)
    {
        if (!_options.Starts || wanted <= _context.Host.FreeMemory)
        {
            return;
        }

        string memory = $"the machines need {Gibibytes(wanted)} of memory";
        if (wanted > _context.Host.Memory)
        {
            throw new HostException(Host, $"{memory}, and it has {Gibibytes(_context.Host.Memory)} in all; give them less with --memory");
        }

        _warnings.Add($"{memory}, and {Host} has {Gibibytes(_context.Host.FreeMemory)} free: to start them it has to take some from its control domain");
    }

    private static string Gibibytes(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}
