namespace Appliance.Guests.FileSystems;

/// <summary>What lies on a volume.</summary>
public enum FileSystemKind
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    /// <summary>ext2, ext3 or ext4.</summary>
    Ext,

    /// <summary>XFS.</summary>
    Xfs,

    /// <summary>btrfs.</summary>
    Btrfs,

    /// <summary>FAT12, FAT16 or FAT32.</summary>
    Fat,

    /// <summary>NTFS.</summary>
    Ntfs,

    /// <summary>Linux swap space.</summary>
    Swap,

    /// <summary>A physical volume of LVM2.</summary>
    LvmPhysicalVolume,

    /// <summary>LUKS, version 1 or 2: encrypted.</summary>
    Luks,

    /// <summary>BitLocker: encrypted.</summary>
    BitLocker,

    /// <summary>A member of a Linux software RAID.</summary>
    LinuxRaid,

    /// <summary>ISO 9660.</summary>
    Iso9660,

    /// <summary>ReFS.</summary>
    Refs,

    /// <summary>A member of a ZFS pool.</summary>
    Zfs,
}
