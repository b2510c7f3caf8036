using Appliance.Converter.Planning;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of a source.</summary>
/// <param name="Source">Its file name.</param>
/// <param name="Format">What it is.</param>
/// <param name="Name">Name of the whole.</param>
/// <param name="Networks">The networks its machines are on.</param>
/// <param name="Machines">The machines, in the order in which they start.</param>
/// <param name="Warnings">What a conversion for Xen would warn of.</param>
public sealed record SourceReport(
    string Source,
    string Format,
    string Name,
    IReadOnlyList<string> Networks,
    IReadOnlyList<MachineReport> Machines,
    IReadOnlyList<PlanWarning> Warnings)
{
    /// <summary>What all of its machines can be told when they are imported.</summary>
    public IReadOnlyList<PropertyReport> Properties { get; init; } = [];

    /// <summary>Whether every disk could be opened.</summary>
    public bool IsReadable => Machines.All(machine => machine.Disks.All(disk => disk.Problem is null));

    internal static SourceReport Of(IMachineSource source, IReadOnlyList<MachineReport> machines)
    {
        Dictionary<string, long> sizes = machines.SelectMany(machine => machine.Disks)
            .DistinctBy(disk => disk.Id).ToDictionary(disk => disk.Id, disk => disk.VirtualSize ?? 0);
        return new SourceReport(
            source.Name,
            source.Format,
            source.Group.Name,
            Mapping.NetworkMapper.NamesIn(source.Group),
            machines,
            PlanWarnings.For(source.Group, sizes, networksAreMapped: false, guests: [])) { Properties = PropertyReport.Of(source.Group.Products) };
    }
}
