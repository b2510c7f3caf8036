namespace Appliance.Guests.Volumes;

/// <summary>All volumes of a machine.</summary>
public sealed class VolumeSet
{
    private readonly Dictionary<string, Volume> _mapped = new(StringComparer.Ordinal);

    /// <summary>Makes a set.</summary>
    /// <param name="volumes">The volumes: of each disk the whole and its partitions, then logical volumes, then what is inside containers, and logical volumes there.</param>
    /// <param name="remarks">What could not be used, and why, in sentences.</param>
    public VolumeSet(IReadOnlyList<Volume> volumes, IReadOnlyList<string> remarks)
    {
        Volumes = volumes;
        Remarks = remarks;
    }

    /// <summary>The volumes: of each disk the whole and its partitions, then logical volumes, then what is inside containers, and logical volumes there.</summary>
    public IReadOnlyList<Volume> Volumes { get; }

    /// <summary>What could not be used, and why, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>
    /// The volume that a fstab or a boot loader means: by <c>UUID=</c>, <c>LABEL=</c>, <c>PARTUUID=</c>, <c>PARTLABEL=</c>, by
    /// the links below <c>/dev/disk</c>, as a disk or partition (<c>/dev/sda1</c>, <c>hda1</c>, <c>vda1</c>, <c>xvda1</c>,
    /// <c>nvme0n1p1</c>), or as a logical volume (<c>/dev/vg/lv</c>, <c>/dev/mapper/vg-lv</c>), as the inside of a LUKS volume
    /// (<c>/dev/mapper/NAME</c> of the crypttab) or as an array (<c>/dev/md0</c>). Disks have the machine's order.
    /// </summary>
    /// <param name="device">As it is written, with or without quotes.</param>
    /// <returns>The first that fits; null where none does, or where it is no device's name.</returns>
    public Volume? Find(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return DevicePath.Parse(device) is { } wanted ? Volumes.FirstOrDefault(volume => wanted.Fits(volume, this)) : null;
    }

    /// <summary>The same volumes, some of which a crypttab names.</summary>
    /// <param name="crypttab">Names below <c>/dev/mapper</c>, and the devices that get them when they are opened.</param>
    internal VolumeSet WithNames(IEnumerable<(string Name, string Device)> crypttab)
    {
        var named = new VolumeSet(Volumes, Remarks);
        foreach ((string name, string device) in crypttab)
        {
            if (named.Find(device) is { } container)
            {
                named._mapped.TryAdd(name, container);
            }
        }

        return named;
    }

    /// <summary>Whether a crypttab gives a name to what is inside a LUKS volume.</summary>
    internal bool IsMapped(string name, Volume container) => _mapped.TryGetValue(name, out Volume? volume) && ReferenceEquals(volume, container);

    /// <summary>Whether a container was opened, so that what is inside it is a volume too.</summary>
    internal bool IsOpen(Volume container) => Volumes.Any(volume => volume.Within.Any(within => ReferenceEquals(within, container)));

    /// <summary>How many disks there are.</summary>
    internal int DiskCount => Volumes.Select(volume => volume.Disk + 1).Max() ?? 0;
}
