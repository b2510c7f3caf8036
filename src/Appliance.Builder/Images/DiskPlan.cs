using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images;

/// <summary>Where everything of a disk is, and what it is called. All follows from the machine.</summary>
/// <param name="Size">Bytes of the disk.</param>
/// <param name="Partitions">In their order.</param>
/// <param name="Signature">What tells the disk from others, in its table.</param>
internal sealed record DiskPlan(long Size, IReadOnlyList<PlannedPartition> Partitions, uint Signature)
{
    private const long Mebibyte = 1 << 20;

    /// <summary>The partition with the root file system; null where it is on another disk.</summary>
    public PlannedPartition? Root => Partitions.FirstOrDefault(partition => partition.Choice.Mount == "/");

    /// <summary>Plans all disks of a machine; the first one has the root file system.</summary>
    public static IReadOnlyList<DiskPlan> CreateAll(MachineTemplate machine) =>
    [
        Create(machine.Seed, "", machine.Disk),
        .. machine.DataDisks.Select((disk, index) => Create(machine.Seed, $"data {index} ", new DiskLayout(disk.Size, [new PartitionChoice(PartitionContent.Ext4, disk.Mount, null)]))),
    ];

    private static DiskPlan Create(string seed, string name, DiskLayout disk)
    {
        long rest = disk.Size - (2 * Mebibyte) - disk.Partitions.Sum(partition => RoundUp(partition.Size ?? 0));
        var partitions = new List<PlannedPartition>();
        long next = Mebibyte;
        foreach (PartitionChoice choice in disk.Partitions)
        {
            long length = choice.Size is { } size ? RoundUp(size) : rest / Mebibyte * Mebibyte;
            partitions.Add(new PlannedPartition(choice, SeededGuid.Create(seed, $"{name}partition", $"{partitions.Count}"), next, length));
            next += length;
        }

        byte[] signature = SeededGuid.Create(seed, $"{name}disk").ToByteArray();
        return new DiskPlan(disk.Size, partitions, BitConverter.ToUInt32(signature));
    }

    private static long RoundUp(long bytes) => (bytes + Mebibyte - 1) / Mebibyte * Mebibyte;
}
