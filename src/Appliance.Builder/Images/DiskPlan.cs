using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images;

/// <summary>Where everything of an appliance's disk is, and what it is called. All follows from the template.</summary>
/// <param name="Size">Bytes of the disk.</param>
/// <param name="Partitions">In their order.</param>
/// <param name="Signature">What tells the disk from others, in its table.</param>
internal sealed record DiskPlan(long Size, IReadOnlyList<PlannedPartition> Partitions, uint Signature)
{
    private const long Mebibyte = 1 << 20;

    /// <summary>The partition with the root file system.</summary>
    public PlannedPartition Root => Partitions.Single(partition => partition.Choice.Mount == "/");

    /// <summary>Plans the disk of a template.</summary>
    public static DiskPlan Create(Template template)
    {
        long rest = template.Disk.Size - (2 * Mebibyte) - template.Disk.Partitions.Sum(partition => RoundUp(partition.Size ?? 0));
        var partitions = new List<PlannedPartition>();
        long next = Mebibyte;
        foreach (PartitionChoice choice in template.Disk.Partitions)
        {
            long length = choice.Size is { } size ? RoundUp(size) : rest / Mebibyte * Mebibyte;
            partitions.Add(new PlannedPartition(choice, SeededGuid.Create(template.Seed, "partition", $"{partitions.Count}"), next, length));
            next += length;
        }

        byte[] signature = SeededGuid.Create(template.Seed, "disk").ToByteArray();
        return new DiskPlan(template.Disk.Size, partitions, BitConverter.ToUInt32(signature));
    }

    private static long RoundUp(long bytes) => (bytes + Mebibyte - 1) / Mebibyte * Mebibyte;
}
