using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes;

/// <summary>A place where a file system may lie: a whole disk, a partition, a logical volume, what is inside an opened container.</summary>
public sealed record Volume
{
    /// <summary>Its bytes.</summary>
    public required BlockDevice Device { get; init; }

    /// <summary>What lies on it.</summary>
    public required FileSystemKind Kind { get; init; }

    /// <summary>The disk it lies on, from 0 in the machine's order; null for a logical volume and what is inside a container, which may lie on several.</summary>
    public int? Disk { get; init; }

    /// <summary>The LUKS volume that it is the inside of, or the members of the array that it is or lies on; none for any other.</summary>
    public IReadOnlyList<Volume> Within { get; init; } = [];

    /// <summary>Why a container was not opened, and the way out, as the rest of a sentence that starts with the volume; null where it was, or was not tried.</summary>
    public string? WhyClosed { get; init; }

    /// <summary>The number of the partition as the guest counts, from 1 (logical ones from 5); null where it is no partition.</summary>
    public int? Partition { get; init; }

    /// <summary>The volume group and logical volume as <c>vg/lv</c>; null where it is none.</summary>
    public string? LogicalVolume { get; init; }

    /// <summary>What a fstab calls the file system behind <c>UUID=</c>: that of ext, XFS, btrfs, swap, LUKS as a GUID in lower case, of FAT as <c>ABCD-1234</c>, of NTFS as 16 digits; null where there is none.</summary>
    public string? Uuid { get; init; }

    /// <summary>Its label; null where it has none.</summary>
    public string? Label { get; init; }

    /// <summary>What a fstab calls the partition behind <c>PARTUUID=</c>, lower case: GPT's GUID, or <c>12345678-01</c> of an MBR's signature.</summary>
    public string? PartitionUuid { get; init; }

    /// <summary>What a fstab calls the partition behind <c>PARTLABEL=</c>: GPT's name; null for any other, or where it has none.</summary>
    public string? PartitionLabel { get; init; }

    /// <summary>GPT's type of the partition; null for any other.</summary>
    public Guid? PartitionType { get; init; }

    /// <summary>MBR's type of the partition; null for any other.</summary>
    public byte? MbrType { get; init; }
}
