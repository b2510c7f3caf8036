namespace Appliance.Formats.Machines;

/// <summary>A way to deploy a package: small, large (OVF DeploymentOptionSection/Configuration).</summary>
/// <param name="Id">What it is chosen by.</param>
/// <param name="Label">A short name for people.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsDefault">Whether it is the one that holds when nobody chooses.</param>
public sealed record DeploymentOption(string Id, string? Label, string? Description, bool IsDefault);
