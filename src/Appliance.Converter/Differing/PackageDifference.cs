namespace Appliance.Converter.Differing;

/// <summary>An installed package that was added or removed, or has another version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Architecture">What it runs on.</param>
/// <param name="OldVersion">Its version before; null where it was added.</param>
/// <param name="NewVersion">Its version now; null where it was removed.</param>
public sealed record PackageDifference(string Name, string Architecture, string? OldVersion, string? NewVersion);
