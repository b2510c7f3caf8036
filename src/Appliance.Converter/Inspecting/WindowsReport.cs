using Appliance.Guests.Inspection;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of an installed Windows.</summary>
/// <param name="Edition">The registry's EditionID.</param>
/// <param name="Build">Build number.</param>
/// <param name="SystemRoot">The folder of the system.</param>
/// <param name="ControlSets">The control sets of its registry.</param>
/// <param name="CurrentControlSet">The one that starts next.</param>
public sealed record WindowsReport(
    string? Edition, int Build, string SystemRoot, IReadOnlyList<int> ControlSets, int CurrentControlSet)
{
    internal static WindowsReport Of(WindowsSystem system)
        => new(system.Edition, system.Build, system.SystemRoot, system.ControlSets, system.CurrentControlSet);
}
