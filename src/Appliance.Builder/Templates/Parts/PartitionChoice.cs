namespace Appliance.Builder.Templates.Parts;

/// <summary>A partition, or what is on a logical volume.</summary>
/// <param name="FileSystem">What is on it.</param>
/// <param name="Mount">Where it is mounted; null for swap, and for a group of volumes.</param>
/// <param name="Size">Bytes; null for what is left.</param>
/// <param name="Group">The volumes that are on it.</param>
public sealed record PartitionChoice(PartitionContent FileSystem, string? Mount, long? Size, VolumeGroupChoice? Group = null);
