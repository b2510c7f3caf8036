namespace Appliance.Builder.Templates.Parts;

/// <summary>What is on a partition, or on a logical volume.</summary>
public enum PartitionContent
{
    /// <summary>ext4.</summary>
    Ext4,

    /// <summary>XFS.</summary>
    Xfs,

    /// <summary>btrfs, of one device.</summary>
    Btrfs,

    /// <summary>FAT, as the EFI system partition.</summary>
    Esp,

    /// <summary>Swap space.</summary>
    Swap,

    /// <summary>A group of logical volumes (LVM).</summary>
    Lvm,
}
