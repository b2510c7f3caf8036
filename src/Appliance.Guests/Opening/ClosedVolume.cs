using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Opening;

/// <summary>Says why the files of a volume cannot be had, and the way out.</summary>
internal static class ClosedVolume
{
    /// <summary>Whether a system may well be on such a volume, out of reach.</summary>
    public static bool MayHoldSystem(FileSystemKind kind)
        => kind is FileSystemKind.Luks or FileSystemKind.BitLocker or FileSystemKind.LinuxRaid or FileSystemKind.Refs or FileSystemKind.Zfs;

    /// <summary>The reason, as the rest of a sentence that starts with the volume.</summary>
    public static string Why(FileSystemKind kind) => kind switch
    {
        FileSystemKind.Luks => "is encrypted with LUKS: decrypt it in the guest first (cryptsetup reencrypt --decrypt), or convert without preparing the guest",
        FileSystemKind.BitLocker => "is encrypted with BitLocker: turn that off in Windows first (manage-bde -off), or convert without preparing the guest",
        FileSystemKind.LinuxRaid => "is a member of a Linux software RAID, which is not read: copy the system to a plain volume first, or convert without preparing the guest",
        FileSystemKind.Zfs => "is a member of a ZFS pool, which is not read: convert without preparing the guest",
        FileSystemKind.Refs => "holds ReFS, which is not read: convert without preparing the guest",
        FileSystemKind.Swap => "is swap space",
        FileSystemKind.LvmPhysicalVolume => "is a physical volume of LVM, and no file system",
        FileSystemKind.Iso9660 => "holds ISO 9660, which is not read",
        FileSystemKind.Unknown => "holds no file system that is known here",
        _ => $"holds {kind}, and nothing here opens it",
    };
}
