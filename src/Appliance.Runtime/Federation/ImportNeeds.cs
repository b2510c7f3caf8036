using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;

namespace Appliance.Runtime.Federation;

/// <summary>What the machines of a package take on a host, whichever it is.</summary>
/// <param name="Group">The machines, as they are to be imported.</param>
/// <param name="DiskSizes">Bytes of their disks, by their identifiers, as the package says.</param>
public sealed record ImportNeeds(MachineGroup Group, IReadOnlyDictionary<string, long> DiskSizes)
{
    /// <summary>Each machine by the name that it gets.</summary>
    public IReadOnlyList<NamedAmounts> Machines =>
        [.. Group.Machines.Zip(MachineNames.MakeAll(Group.Machines.Select(machine => machine.Name)), (machine, name) => new NamedAmounts(name, Of(machine)))];

    /// <summary>All machines together.</summary>
    public Amounts Total => Amounts.Sum(Group.Machines.Select(Of));

    /// <summary>Measures the disks of a package, before anything is copied.</summary>
    /// <exception cref="Formats.ImageException">A disk is missing, damaged or refused.</exception>
    public static async Task<ImportNeeds> MeasureAsync(IMachineSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (MachineDisk disk in source.Group.Disks)
        {
            sizes[disk.Id] = await source.MeasureDiskAsync(disk, cancellationToken);
        }

        return new ImportNeeds(source.Group, sizes);
    }

    private Amounts Of(Machine machine) => new(
        1, ImportPlanner.WholeMebibytes(machine.Memory), machine.Cpus, machine.Disks.Sum(disk => ImportPlanner.WholeSectors(DiskSizes[disk.Id])));
}
