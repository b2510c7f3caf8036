namespace Appliance.Guests.Inspection.Linux.Distributions;

/// <summary>Which distribution a guest is.</summary>
/// <param name="Id">As os-release's ID.</param>
/// <param name="Product">Its name for people.</param>
/// <param name="Version">Its version; null where it has none, as those that roll.</param>
/// <param name="Like">The IDs of those it follows, nearest first.</param>
internal sealed record LinuxDistribution(string Id, string Product, string? Version, IReadOnlyList<string> Like);
