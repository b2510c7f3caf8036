namespace Appliance.Converter.Differing;

/// <summary>How a package of machines differs from what it was.</summary>
/// <param name="Old">Name of the old one.</param>
/// <param name="New">Name of the new one.</param>
/// <param name="Machines">All machines, those that are the same too.</param>
public sealed record SourceDifference(string Old, string New, IReadOnlyList<MachineDifference> Machines)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => Machines.All(machine => machine.IsSame);
}
