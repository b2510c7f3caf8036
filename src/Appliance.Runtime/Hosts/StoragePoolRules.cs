namespace Appliance.Runtime.Hosts;

/// <summary>What a pool may be called, and where it may be.</summary>
internal static class StoragePoolRules
{
    private const int MaxLvmName = 127;

    // Of 255; the rest is for the names of disks and snapshots.
    private const int MaxZfsName = 100;

    /// <summary>The words for the kinds, in their order.</summary>
    public static string[] KindWords { get; } = ["folder", "lvm", "lvm-thin", "zfs", "sr"];

    /// <summary>The pool, if all is well with it.</summary>
    /// <exception cref="FormatException">It is not; the message says what.</exception>
    public static StoragePool Check(StoragePool pool)
    {
        HostRules.CheckName(pool.Name, "a pool");
        (bool isRight, string what) = pool.Kind switch
        {
            StorageKind.Folder => (HostRules.IsAbsolute(pool.Location), "the absolute path of a folder"),
            StorageKind.Lvm => (IsVolumeGroup(pool.Location), "a volume group"),
            StorageKind.LvmThin => (IsThinPool(pool.Location), "VG/POOL"),
            StorageKind.Zfs => (IsDataset(pool.Location), "a dataset such as tank/vm"),
            _ => (false, "to be named here: a host with xapi knows its storage repositories itself"),
        };
        return !isRight ? throw new FormatException($"pool {pool.Name}: {pool.Location} is not {what}")
            : pool.Format != VolumeFormat.Raw && pool.Kind != StorageKind.Folder
                ? throw new FormatException($"pool {pool.Name}: only a folder holds VHD files") : pool;
    }

    private static bool IsVolumeGroup(string text) => HostRules.IsWord(text, "+_.-", MaxLvmName);

    private static bool IsThinPool(string text) => text.Split('/') is [var group, var pool] && IsVolumeGroup(group) && IsVolumeGroup(pool);

    private static bool IsDataset(string text) =>
        text.Length <= MaxZfsName && text.Split('/').All(part => HostRules.IsWord(part, "_.:-", MaxZfsName));
}
