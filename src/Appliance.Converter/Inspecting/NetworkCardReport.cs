namespace Appliance.Converter.Inspecting;

/// <summary>What is known of a network card.</summary>
/// <param name="Name">Name to show.</param>
/// <param name="Network">The network it is on; null where that is open.</param>
/// <param name="Mac">MAC address; null where the host is to choose one.</param>
/// <param name="Model">The emulated card, as the package names it.</param>
public sealed record NetworkCardReport(string Name, string? Network, string? Mac, string? Model);
