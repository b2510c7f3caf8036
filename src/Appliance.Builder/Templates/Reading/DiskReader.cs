using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads the disk.</summary>
/// <param name="map">What is said of it.</param>
internal sealed class DiskReader(MapReader map)
{
    /// <summary>Bytes in front of the first partition, and kept behind the last one: the tables, and the loader of the BIOS.</summary>
    public const long Margin = 1 << 20;

    // A dos table has four.
    private const int MostPartitions = 4;
    private const long LeastPartition = 8 << 20;

    private static readonly Dictionary<string, PartitionContent> Contents = new(StringComparer.Ordinal) { ["ext4"] = PartitionContent.Ext4, ["swap"] = PartitionContent.Swap };

    /// <summary>Reads it.</summary>
    public DiskLayout Read()
    {
        TemplateText text = map.Demand("size");
        long size = map.Size("size")!.Value;
        PartitionChoice[] partitions = [.. map.Maps("partitions").Select(Read)];
        map.End();
        if (partitions.Length == 0)
        {
            partitions = [new PartitionChoice(PartitionContent.Ext4, "/", null)];
        }

        DemandSense(partitions);
        long taken = (2 * Margin) + partitions.Sum(partition => partition.Size ?? LeastPartition);
        return taken <= size ? new DiskLayout(size, partitions)
            : throw text.Error($"a disk of {text.Value} is too small: what is on it takes {(taken + Margin - 1) / Margin}MiB at least");
    }

    /// <summary>Reads a disk besides the first.</summary>
    public static DataDisk ReadData(MapReader map)
    {
        long size = map.Size("size") ?? throw map.Map.Error("data_disks.size is missing");
        TemplateText mount = map.Demand("mount");
        map.End();
        return size < LeastPartition + (2 * Margin) ? throw map.Text("size")!.Error($"a disk has {(LeastPartition >> 20) + 2}MiB at least")
            : mount.Value.Length > 1 && mount.Value.StartsWith('/') ? new DataDisk(size, mount.Value)
            : throw mount.Error($"a data disk is mounted on an absolute path, and {mount.Value} is none");
    }

    private void DemandSense(PartitionChoice[] partitions)
    {
        if (partitions.Count(partition => partition.Mount == "/") != 1)
        {
            throw map.Map.Error("one partition is mounted on /");
        }

        if (partitions.Count(partition => partition.Size is null) > 1)
        {
            throw map.Map.Error("one partition at most has no size, and takes what is left");
        }

        if (partitions.Length > MostPartitions)
        {
            throw map.Map.Error($"a disk has {MostPartitions} partitions at most");
        }

        if (partitions.GroupBy(partition => partition.Mount).FirstOrDefault(group => group.Key is not null && group.Count() > 1) is { } twice)
        {
            throw map.Map.Error($"two partitions are mounted on {twice.Key}");
        }
    }

    private static PartitionChoice Read(MapReader partition)
    {
        PartitionContent content = partition.Choice("filesystem", Contents) ?? PartitionContent.Ext4;
        TemplateText? mount = partition.Text("mount");
        long? size = partition.Size("size");
        partition.End();
        if (size < LeastPartition)
        {
            throw partition.Text("size")!.Error($"a partition has {LeastPartition >> 20}MiB at least");
        }

        return (content == PartitionContent.Swap, mount) switch
        {
            (true, null) => new PartitionChoice(content, null, size),
            (false, { } place) when place.Value.StartsWith('/') => new PartitionChoice(content, place.Value, size),
            (true, { } place) => throw place.Error("swap is not mounted"),
            (_, { } place) => throw place.Error($"a file system is mounted on an absolute path, and {place.Value} is none"),
            _ => throw partition.Map.Error("a partition with a file system says where it is mounted"),
        };
    }
}
