using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>What a storage pool is made of.</summary>
public enum StorageKind
{
    /// <summary>A folder: disks are files, VHD or raw.</summary>
    [JsonStringEnumMemberName("folder")]
    Folder,

    /// <summary>An LVM volume group: disks are logical volumes that take their whole size.</summary>
    [JsonStringEnumMemberName("lvm")]
    Lvm,

    /// <summary>A thin pool in an LVM volume group: disks are thin volumes.</summary>
    [JsonStringEnumMemberName("lvm-thin")]
    LvmThin,

    /// <summary>A ZFS dataset: disks are sparse volumes in it.</summary>
    [JsonStringEnumMemberName("zfs")]
    Zfs,

    /// <summary>A storage repository of a pool with xapi: disks are VDIs, whatever they are made of.</summary>
    [JsonStringEnumMemberName("sr")]
    Repository,
}
