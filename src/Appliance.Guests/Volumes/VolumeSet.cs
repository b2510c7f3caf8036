namespace Appliance.Guests.Volumes;

/// <summary>All volumes of a machine.</summary>
public sealed class VolumeSet
{
    /// <summary>Makes a set.</summary>
    /// <param name="volumes">The volumes: of each disk the whole and its partitions, then logical volumes.</param>
    /// <param name="remarks">What could not be used, and why, in sentences.</param>
    public VolumeSet(IReadOnlyList<Volume> volumes, IReadOnlyList<string> remarks)
    {
        Volumes = volumes;
        Remarks = remarks;
    }

    /// <summary>The volumes: of each disk the whole and its partitions, then logical volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get; }

    /// <summary>What could not be used, and why, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>
    /// The volume that a fstab or a boot loader means: by <c>UUID=</c>, <c>LABEL=</c>, <c>PARTUUID=</c>, <c>PARTLABEL=</c>, by
    /// the links below <c>/dev/disk</c>, as a disk or partition (<c>/dev/sda1</c>, <c>hda1</c>, <c>vda1</c>, <c>xvda1</c>,
    /// <c>nvme0n1p1</c>), or as a logical volume (<c>/dev/vg/lv</c>, <c>/dev/mapper/vg-lv</c>). Disks have the machine's
    /// order.
    /// </summary>
    /// <param name="device">As it is written, with or without quotes.</param>
    /// <returns>The first that fits; null where none does, or where it is no device's name.</returns>
    public Volume? Find(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return DevicePath.Parse(device) is { } wanted ? Volumes.FirstOrDefault(volume => wanted.Fits(volume, this)) : null;
    }

    /// <summary>How many disks there are.</summary>
    internal int DiskCount => Volumes.Select(volume => volume.Disk + 1).Max() ?? 0;
}
