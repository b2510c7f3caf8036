namespace Appliance.Builder.Templates.Parts;

/// <summary>A logical volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What is on it, and its size.</param>
public sealed record VolumeChoice(string Name, PartitionChoice Content);
