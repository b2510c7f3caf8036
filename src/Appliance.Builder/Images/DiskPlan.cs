using Appliance.Builder.Images.Volumes;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images;

/// <summary>Where everything of a disk is, and what it is called. All follows from the machine.</summary>
/// <param name="Size">Bytes of the disk.</param>
/// <param name="Partitions">In their order.</param>
/// <param name="Id">What tells the disk from others, in its table.</param>
/// <param name="HasGuids">Whether its table is one with GUIDs (GPT), and not that of dos.</param>
internal sealed record DiskPlan(long Size, IReadOnlyList<PlannedPartition> Partitions, Guid Id, bool HasGuids)
{
    private const long Mebibyte = 1 << 20;
    private const int MostOfDos = 4;

    /// <summary>File systems and swap: on partitions, and on logical volumes.</summary>
    public IEnumerable<PlannedPartition> Contents => Partitions.SelectMany(partition => partition.Contents);

    /// <summary>What has the root file system; null where that is on another disk.</summary>
    public PlannedPartition? Root => Contents.FirstOrDefault(content => content.Choice.Mount == "/");

    /// <summary>What has kernel and menu: a file system of their own, or the root; null where that is on another disk.</summary>
    public PlannedPartition? Boot => Root is null ? null : Contents.FirstOrDefault(content => content.Choice.Mount == "/boot") ?? Root;

    /// <summary>The path of a file of the tree within the file system that has kernel and menu.</summary>
    public string BootPathOf(string path) => Boot!.Choice.Mount == "/" ? path : GuestPath.Join("/", path["/boot/".Length..]);

    /// <summary>The volume group that something lies in; null where it is a partition.</summary>
    public PlannedGroup? GroupOf(PlannedPartition content) => Partitions.FirstOrDefault(partition => partition.Group is not null && partition.Contents.Contains(content))?.Group;

    /// <summary>Plans all disks of a machine; the first one has the root file system.</summary>
    public static IReadOnlyList<DiskPlan> CreateAll(MachineTemplate machine) =>
    [
        Create(machine.Seed, "", machine.Disk, machine.Firmware == Firmware.Uefi),
        .. machine.DataDisks.Select((disk, index) => Create(machine.Seed, $"data {index} ", new DiskLayout(disk.Size, [new PartitionChoice(disk.FileSystem, disk.Mount, null)]), needsGuids: false)),
    ];

    private static DiskPlan Create(string seed, string name, DiskLayout disk, bool needsGuids)
    {
        long rest = disk.Size - (2 * Mebibyte) - disk.Partitions.Sum(partition => RoundUp(partition.Size ?? 0));
        var partitions = new List<PlannedPartition>();
        long next = Mebibyte;
        foreach (PartitionChoice choice in disk.Partitions)
        {
            long length = choice.Size is { } size ? RoundUp(size) : rest / Mebibyte * Mebibyte;
            Guid id = SeededGuid.Create(seed, $"{name}partition", $"{partitions.Count}");
            partitions.Add(new PlannedPartition(choice, id, next, length, choice.Group is { } group ? PlannedGroup.Create(group, id, next, length) : null));
            next += length;
        }

        bool isLarge = disk.Size / 512 > uint.MaxValue;
        return new DiskPlan(disk.Size, partitions, SeededGuid.Create(seed, $"{name}disk"), needsGuids || isLarge || partitions.Count > MostOfDos);
    }

    /// <summary>Whole MiB for some bytes.</summary>
    public static long RoundUp(long bytes) => (bytes + Mebibyte - 1) / Mebibyte * Mebibyte;
}
