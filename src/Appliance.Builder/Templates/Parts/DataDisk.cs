namespace Appliance.Builder.Templates.Parts;

/// <summary>A disk besides the first one, with one file system on it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="FileSystem">Of which kind it is.</param>
public sealed record DataDisk(long Size, string Mount, PartitionContent FileSystem = PartitionContent.Ext4);
