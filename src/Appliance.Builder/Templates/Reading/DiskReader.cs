using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads the disk.</summary>
/// <param name="map">What is said of it.</param>
internal sealed class DiskReader(MapReader map)
{
    /// <summary>Bytes in front of the first partition, and kept behind the last one: the tables, and the loader of the BIOS.</summary>
    public const long Margin = 1 << 20;

    // A table with GUIDs has 128, and one of them may be the loader's.
    private const int MostPartitions = 32;

    /// <summary>Reads it.</summary>
    public DiskLayout Read()
    {
        TemplateText text = map.Demand("size");
        long size = map.Size("size")!.Value;
        PartitionChoice[] partitions = [.. map.Maps("partitions").Select(PartitionReader.Read)];
        map.End();
        if (partitions.Length == 0)
        {
            partitions = [new PartitionChoice(PartitionContent.Ext4, "/", null)];
        }

        var disk = new DiskLayout(size, partitions);
        DemandSense(disk);
        long taken = (2 * Margin) + partitions.Sum(PartitionReader.LeastOf);
        return taken <= size ? disk
            : throw text.Error($"a disk of {text.Value} is too small: what is on it takes {(taken + Margin - 1) / Margin}MiB at least");
    }

    /// <summary>Reads a disk besides the first.</summary>
    public static DataDisk ReadData(MapReader map)
    {
        long size = map.Size("size") ?? throw map.Map.Error("data_disks.size is missing");
        TemplateText mount = map.Demand("mount");
        PartitionContent content = map.Choice("filesystem", PartitionReader.OfDisks) ?? PartitionContent.Ext4;
        map.End();
        long least = PartitionReader.LeastOf(content) + (2 * Margin);
        return size < least ? throw map.Text("size")!.Error($"a disk has {least >> 20}MiB at least")
            : mount.Value == "/boot" ? throw mount.Error("/boot is on the disk that the machine starts from")
            : mount.Value.Length > 1 && mount.Value.StartsWith('/') ? new DataDisk(size, PartitionReader.MountOf(mount), content)
            : throw mount.Error($"a data disk is mounted on an absolute path, and {mount.Value} is none");
    }

    private void DemandSense(DiskLayout disk)
    {
        if (disk.Contents.Count(content => content.Mount == "/") != 1)
        {
            throw map.Map.Error("one partition is mounted on /");
        }

        if (disk.Contents.Any(content => content is { Mount: "/", FileSystem: PartitionContent.Esp }))
        {
            throw map.Map.Error("an EFI system partition is not mounted on /");
        }

        if (disk.Partitions.Count(partition => partition.Size is null) > 1)
        {
            throw map.Map.Error("one partition at most has no size, and takes what is left");
        }

        if (disk.Partitions.Count > MostPartitions)
        {
            throw map.Map.Error($"a disk has {MostPartitions} partitions at most");
        }

        DemandOne(disk.Contents.Select(content => content.Mount), "two partitions are mounted on");
        DemandOne(disk.Partitions.Select(partition => partition.Group?.Name), "two groups of volumes have the name");
        DemandOne(disk.Partitions.Select(partition => partition.FileSystem == PartitionContent.Esp ? "EFI" : null), "two partitions are those of");
    }

    private void DemandOne(IEnumerable<string?> names, string problem)
    {
        if (names.OfType<string>().GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw map.Map.Error($"{problem} {twice.Key}");
        }
    }
}
