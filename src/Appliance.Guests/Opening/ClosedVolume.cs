using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Says why the files of a volume cannot be had, and the way out.</summary>
internal static class ClosedVolume
{
    /// <summary>Sentences about the volumes where a system may well be, out of reach.</summary>
    public static IEnumerable<string> Describe(VolumeSet volumes)
        => volumes.Volumes.Where(volume => MayHoldSystem(volume.Kind) && !volumes.IsOpen(volume)).Select(volume => $"{volume.Device.Name} {Why(volume)}");

    private static bool MayHoldSystem(FileSystemKind kind)
        => kind is FileSystemKind.Luks or FileSystemKind.BitLocker or FileSystemKind.LinuxRaid or FileSystemKind.Refs or FileSystemKind.Zfs;

    /// <summary>The reason, as the rest of a sentence that starts with the volume.</summary>
    public static string Why(Volume volume) => volume.WhyClosed ?? volume.Kind switch
    {
        FileSystemKind.Luks => "is encrypted with LUKS: give its passphrase (--guest-key), decrypt it in the guest first (cryptsetup reencrypt --decrypt), or convert without preparing the guest",
        FileSystemKind.BitLocker => "is encrypted with BitLocker: turn that off in Windows first (manage-bde -off), or convert without preparing the guest",
        FileSystemKind.LinuxRaid => "is a member of a Linux software RAID, which only libguestfs reads here: allow that (--libguestfs), copy the system to a plain volume first, or convert without preparing the guest",
        FileSystemKind.Zfs => "is a member of a ZFS pool, which is not read: convert without preparing the guest",
        FileSystemKind.Refs => "holds ReFS, which is not read: convert without preparing the guest",
        FileSystemKind.Swap => "is swap space",
        FileSystemKind.LvmPhysicalVolume => "is a physical volume of LVM, and no file system",
        FileSystemKind.Iso9660 => "holds ISO 9660, which is not read",
        FileSystemKind.Unknown => "holds no file system that is known here",
        FileSystemKind kind => $"holds {kind}, and nothing here opens it",
    };
}
