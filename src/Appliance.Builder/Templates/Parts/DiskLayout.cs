namespace Appliance.Builder.Templates.Parts;

/// <summary>The disk of an appliance.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Partitions">In their order on the disk.</param>
public sealed record DiskLayout(long Size, IReadOnlyList<PartitionChoice> Partitions);
