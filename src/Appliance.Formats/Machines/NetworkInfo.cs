namespace Appliance.Formats.Machines;

/// <summary>A network that a package's machines are connected to.</summary>
/// <param name="Name">Its name, which network cards refer to.</param>
/// <param name="Description">What it is for; null where the package does not say.</param>
public sealed record NetworkInfo(string Name, string? Description);
