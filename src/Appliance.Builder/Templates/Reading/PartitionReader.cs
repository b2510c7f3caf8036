using Appliance.Builder.Images;
using Appliance.Builder.Images.Volumes;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads partitions and logical volumes.</summary>
internal static class PartitionReader
{
    private static readonly Dictionary<string, PartitionContent> OfVolumes = new(StringComparer.Ordinal)
    {
        ["ext4"] = PartitionContent.Ext4, ["xfs"] = PartitionContent.Xfs, ["btrfs"] = PartitionContent.Btrfs, ["swap"] = PartitionContent.Swap,
    };

    private static readonly Dictionary<string, PartitionContent> OfPartitions = new(OfVolumes, StringComparer.Ordinal) { ["esp"] = PartitionContent.Esp };

    // fstab and the boot menu are there, and what the kernel mounts by itself.
    private static readonly string[] OfTheRoot = ["/etc", "/boot/grub", "/dev", "/proc", "/run", "/sys"];

    /// <summary>File systems that a whole disk may hold.</summary>
    public static IReadOnlyDictionary<string, PartitionContent> OfDisks { get; } = OfVolumes.Where(pair => pair.Value != PartitionContent.Swap).ToDictionary();

    /// <summary>Bytes that what is on a partition takes at least.</summary>
    public static long LeastOf(PartitionContent content) => content switch
    {
        PartitionContent.Xfs => 300L << 20, // mkfs.xfs makes no smaller ones
        PartitionContent.Btrfs => 128L << 20,
        _ => 8L << 20,
    };

    /// <summary>Bytes that a partition takes at least.</summary>
    public static long LeastOf(PartitionChoice partition) => partition.Size is { } size ? DiskPlan.RoundUp(size)
        : partition.Group is { } group ? LeastOf(group) : LeastOf(partition.FileSystem);

    /// <summary>Reads a partition.</summary>
    public static PartitionChoice Read(MapReader partition)
    {
        if (partition.Text("lvm") is not { } name)
        {
            return ReadContent(partition, OfPartitions);
        }

        VolumeGroupChoice group = new(LvmNameOf(name), [.. partition.Maps("volumes").Select(ReadVolume)]);
        long? size = partition.Size("size");
        partition.End();
        DemandSense(group, name);
        return size >= LeastOf(group) || size is null ? new PartitionChoice(PartitionContent.Lvm, null, size, group)
            : throw partition.Text("size")!.Error($"the volumes of {group.Name} take {LeastOf(group) >> 20}MiB at least");
    }

    /// <summary>The absolute path that a file system is mounted on, as fstab takes it.</summary>
    /// <exception cref="TemplateException">It is none, or what starts the system has to be there before.</exception>
    public static string MountOf(TemplateText mount)
    {
        string path = mount.Value == "/" ? mount.Value : FileReader.PathOf(mount);
        return path.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '\\' or '#') ? throw mount.Error($"fstab takes no blanks, \\ and # in {path}")
            : OfTheRoot.Contains(path) ? throw mount.Error($"{path} is no place for a file system of its own: what starts the system looks there before")
            : path;
    }

    private static VolumeChoice ReadVolume(MapReader volume) => new(LvmNameOf(volume.Demand("name")), ReadContent(volume, OfVolumes));

    private static PartitionChoice ReadContent(MapReader partition, Dictionary<string, PartitionContent> contents)
    {
        PartitionContent content = partition.Choice("filesystem", contents) ?? PartitionContent.Ext4;
        TemplateText? mount = partition.Text("mount");
        long? size = partition.Size("size");
        partition.End();
        if (size < LeastOf(content))
        {
            throw partition.Text("size")!.Error($"{(content is PartitionContent.Xfs or PartitionContent.Btrfs ? $"a file system of {content.ToString().ToLowerInvariant()}" : "a partition")} has {LeastOf(content) >> 20}MiB at least");
        }

        return (content == PartitionContent.Swap, mount) switch
        {
            (true, null) => new PartitionChoice(content, null, size),
            (false, { } place) when place.Value.StartsWith('/') => new PartitionChoice(content, MountOf(place), size),
            (true, { } place) => throw place.Error("swap is not mounted"),
            (_, { } place) => throw place.Error($"a file system is mounted on an absolute path, and {place.Value} is none"),
            _ => throw partition.Map.Error("a partition with a file system says where it is mounted"),
        };
    }

    private static void DemandSense(VolumeGroupChoice group, TemplateText name)
    {
        if (group.Volumes.Count == 0)
        {
            throw name.Error($"the group {group.Name} has no volumes");
        }

        if (group.Volumes.Count(volume => volume.Content.Size is null) > 1)
        {
            throw name.Error("one volume at most has no size, and takes what is left");
        }

        if (group.Volumes.GroupBy(volume => volume.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw name.Error($"two volumes have the name {twice.Key}");
        }
    }

    private static long LeastOf(VolumeGroupChoice group) => PlannedGroup.Start + group.Volumes.Sum(volume => PlannedGroup.RoundUp(LeastOf(volume.Content)));

    private static string LvmNameOf(TemplateText text)
        => text.Value.Length is > 0 and <= 60 && text.Value[0] is not ('-' or '.') && text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-')
            ? text.Value : throw text.Error("a name of LVM has letters, digits, _, . and -, at most 60, and begins with none of the last two");
}
