namespace Appliance.Formats.Ovf;

/// <summary>A way to deploy the package (DSP0243, DeploymentOptionSection/Configuration).</summary>
/// <param name="Id">What <see cref="OvfReadOptions.Configuration"/> chooses it by.</param>
/// <param name="Label">A short name for people.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsDefault">Whether it is the one that holds when nobody chooses.</param>
public sealed record OvfConfiguration(string Id, string? Label, string? Description, bool IsDefault);
