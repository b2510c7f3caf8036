using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>What is known of a host when machines come to it.</summary>
internal sealed record ImportContext
{
    /// <summary>What it is, has and has left.</summary>
    public required HostReport Host { get; init; }

    /// <summary>The pool that the disks go to, and its room.</summary>
    public required PoolReport Pool { get; init; }

    /// <summary>Where a disk of a machine will be, by the machine's name and the disk's vdev.</summary>
    public required Func<string, string, string> PlaceFor { get; init; }

    /// <summary>What the disc with the OVF environment of a machine is called, by the kind of its domain and the number of its disks.</summary>
    public Func<DomainType, int, string> DiscPlace { get; init; } = DiskPlaces.Disc;

    /// <summary>Whether a machine can be told of its properties by xenstore: xl writes to it where a card is connected.</summary>
    public Func<MachineRecord, bool> CarriesKeys { get; init; } = static machine => machine.Cards.Count > 0;

    /// <summary>Finds its networks: those of the report by their bridges, unless something else is given.</summary>
    public IHostNetworks Networks { get => field ?? new NetworkChooser(Host); init; }

    /// <summary>Whether a disk takes its whole size at once there, and is refused where that is not free.</summary>
    public bool TakesWholeSize { get => field || Pool.Pool.Kind == StorageKind.Lvm; init; }

    /// <summary>The machines that are there.</summary>
    public IReadOnlyList<MachineRecord> Machines { get; init; } = [];

    /// <summary>Names that others have: domains that are none of ours, imports that are not finished.</summary>
    public IReadOnlyCollection<string> OtherNames { get; init; } = [];
}
