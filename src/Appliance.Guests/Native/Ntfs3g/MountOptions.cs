namespace Appliance.Guests.Native.Ntfs3g;

/// <summary>
/// How a volume is mounted (<c>ntfs_mount_flags</c>). Those that ignore a hibernated Windows or drop its journal are left
/// out on purpose: they lose what the guest has not written yet.
/// </summary>
[Flags]
internal enum MountOptions : ulong
{
    /// <summary>For reading and writing: refused while Windows has more to write.</summary>
    None = 0,

    /// <summary><c>NTFS_MNT_RDONLY</c>.</summary>
    ReadOnly = 1,
}
