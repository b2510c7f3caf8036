namespace Appliance.Builder.Templates.Parts;

/// <summary>The disk of an appliance.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Partitions">In their order on the disk.</param>
public sealed record DiskLayout(long Size, IReadOnlyList<PartitionChoice> Partitions)
{
    /// <summary>What is on the partitions and on the logical volumes: file systems and swap.</summary>
    public IEnumerable<PartitionChoice> Contents => Partitions.SelectMany(partition => partition.Group is { } group ? group.Volumes.Select(volume => volume.Content) : [partition]);
}
