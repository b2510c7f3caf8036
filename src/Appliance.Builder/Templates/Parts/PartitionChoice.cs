namespace Appliance.Builder.Templates.Parts;

/// <summary>A partition.</summary>
/// <param name="FileSystem">What is on it.</param>
/// <param name="Mount">Where it is mounted; null for swap.</param>
/// <param name="Size">Bytes; null for what is left.</param>
public sealed record PartitionChoice(PartitionContent FileSystem, string? Mount, long? Size);
