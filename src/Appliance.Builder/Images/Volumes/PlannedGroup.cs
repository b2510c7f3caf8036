using Appliance.Builder.Templates.Parts;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images.Volumes;

/// <summary>A volume group of one physical volume, whose logical volumes lie on it one behind the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Volumes">In their order.</param>
internal sealed record PlannedGroup(string Name, LvmId Id, IReadOnlyList<PlannedVolume> Volumes)
{
    /// <summary>Bytes in front of the first logical volume: the label, and the texts that describe the group.</summary>
    public const long Start = 1 << 20;

    /// <summary>Bytes of an extent, in which all sizes are counted.</summary>
    public const long ExtentSize = 4 << 20;

    /// <summary>Plans it.</summary>
    /// <param name="group">What it is to be.</param>
    /// <param name="partition">The identity of its partition.</param>
    /// <param name="offset">Where the partition starts, in bytes of the disk.</param>
    /// <param name="length">Its bytes.</param>
    public static PlannedGroup Create(VolumeGroupChoice group, Guid partition, long offset, long length)
    {
        long rest = ((length - Start) / ExtentSize * ExtentSize) - group.Volumes.Sum(volume => RoundUp(volume.Content.Size ?? 0));
        var volumes = new List<PlannedVolume>();
        long next = offset + Start;
        foreach (VolumeChoice volume in group.Volumes)
        {
            long size = volume.Content.Size is { } given ? RoundUp(given) : rest;
            volumes.Add(new PlannedVolume(volume.Name, LvmId.Create(partition, volume.Name), new PlannedPartition(volume.Content, SeededGuid.Create($"{partition}", "volume", volume.Name), next, size)));
            next += size;
        }

        return new PlannedGroup(group.Name, LvmId.Create(partition, "group"), volumes);
    }

    /// <summary>The device of one of its volumes, as the device mapper names it: a dash within a name is written twice.</summary>
    public string DeviceOf(PlannedPartition content) => $"/dev/mapper/{Escape(Name)}-{Escape(Volumes.Single(volume => volume.Content == content).Name)}";

    /// <summary>Whole extents for some bytes.</summary>
    public static long RoundUp(long bytes) => (bytes + ExtentSize - 1) / ExtentSize * ExtentSize;

    private static string Escape(string name) => name.Replace("-", "--", StringComparison.Ordinal);
}
