using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>Makes the record of a machine that moves to another host, and refuses what that host cannot take.</summary>
/// <param name="source">The report of the host it is on.</param>
/// <param name="target">The report of the host it goes to.</param>
/// <param name="options">How it is moved.</param>
internal sealed class MovePlanner(HostReport source, HostReport target, MigrationOptions options)
{
    /// <summary>The machine as it will be there.</summary>
    /// <param name="machine">As it is.</param>
    /// <param name="state">What it is doing.</param>
    /// <param name="pool">Where its disks go.</param>
    /// <exception cref="HostException">It cannot be moved.</exception>
    public MachineRecord Plan(MachineRecord machine, MachineState state, IVolumePool pool)
    {
        RefuseSnapshots(machine);
        RefuseKind(machine);
        if (state != MachineState.Stopped)
        {
            RefuseOlder(machine);
        }

        if (state is MachineState.Running or MachineState.Paused && machine.Memory > target.FreeMemory)
        {
            options.Warn($"{machine.Name} has {machine.Memory >> 20} MiB of memory, and {target.Name} has {target.FreeMemory >> 20} MiB free: it has to take some from its control domain");
        }

        return machine with
        {
            Kernel = Loader(machine),
            Disks = [.. machine.Disks.Select(disk => disk with
            {
                Pool = pool.Pool.Name,
                Kind = pool.Pool.Kind,
                Path = pool.PlaceFor(machine.Name, disk.Vdev),
                Format = pool.Pool.Format,
            })],
            Cards = Connect(machine),
        };
    }

    /// <summary>A network as the user calls it: <c>xenbr0</c>, <c>ovsbr0.10</c>, <c>ovsbr0:10,20</c>.</summary>
    internal static string NetworkOf(CardRecord card) => card.Vlan switch
    {
        null => card.Bridge,
        [':', ..] trunk => card.Bridge + trunk,
        { } vlan => $"{card.Bridge}.{vlan}",
    };

    private CardRecord[] Connect(MachineRecord machine)
    {
        if (options.Networks.Keys.FirstOrDefault(name => machine.Cards.All(card => NetworkOf(card) != name)) is { } unknown)
        {
            throw new HostException(source.Name, $"{machine.Name} has no network card on {unknown}; it has some on {string.Join(", ", machine.Cards.Select(NetworkOf).Distinct())}");
        }

        var networks = new NetworkChooser(target);
        return [.. machine.Cards.Select(card =>
        {
            CardRecord place = networks.Demand(options.Networks.GetValueOrDefault(NetworkOf(card), NetworkOf(card)));
            return card with { Bridge = place.Bridge, IsOpenVswitch = place.IsOpenVswitch, Vlan = place.Vlan };
        })];
    }

    /// <summary>GRUB for domains may lie elsewhere there; any other kernel has to be where it was.</summary>
    private string? Loader(MachineRecord machine)
    {
        if (machine.Boot != BootMethod.PvGrub || machine.Kernel is not { } kernel)
        {
            return machine.Kernel;
        }

        string file = kernel[(kernel.LastIndexOf('/') + 1)..];
        return target.Loaders.FirstOrDefault(path => path == kernel)
            ?? target.Loaders.FirstOrDefault(path => path.EndsWith($"/{file}", StringComparison.Ordinal))
            ?? throw new HostException(target.Name, $"has no {file}, which starts {machine.Name}; install GRUB for Xen there");
    }

    private void RefuseSnapshots(MachineRecord machine)
    {
        if (machine.Snapshots.Count > 0)
        {
            throw new HostException(source.Name, $"{machine.Name} has snapshots, which do not move: delete {string.Join(", ", machine.Snapshots.Select(snapshot => snapshot.Name))} first");
        }
    }

    private void RefuseKind(MachineRecord machine)
    {
        var host = new HostAbilities(target);
        bool isPossible = machine.Type switch
        {
            DomainType.Pv => host.RunsPv,
            DomainType.Pvh => host.RunsPvh,
            _ => host.RunsHvm,
        };
        if (!isPossible)
        {
            throw new HostException(target.Name, $"does not run {machine.Type.ToString().ToUpperInvariant()} domains, and {machine.Name} is one; export it and import it there");
        }
    }

    private void RefuseOlder(MachineRecord machine)
    {
        if (XenVersions.IsOlder(source.XenVersion, target.XenVersion))
        {
            throw new HostException(
                target.Name, $"has Xen {target.XenVersion}, which is older than {source.XenVersion} of {source.Name} and does not take its memory states: stop {machine.Name} first");
        }
    }
}
