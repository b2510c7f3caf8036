using Appliance.Guests.FileSystems;
using Appliance.Testing;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>What blkid finds on an image.</summary>
internal sealed record Blkid(FileSystemKind Kind, string? Uuid, string? Label)
{
    private static readonly Dictionary<string, FileSystemKind> Kinds = new()
    {
        ["ext2"] = FileSystemKind.Ext,
        ["ext3"] = FileSystemKind.Ext,
        ["ext4"] = FileSystemKind.Ext,
        ["xfs"] = FileSystemKind.Xfs,
        ["btrfs"] = FileSystemKind.Btrfs,
        ["vfat"] = FileSystemKind.Fat,
        ["ntfs"] = FileSystemKind.Ntfs,
        ["swap"] = FileSystemKind.Swap,
        ["swsuspend"] = FileSystemKind.Swap,
        ["LVM2_member"] = FileSystemKind.LvmPhysicalVolume,
        ["crypto_LUKS"] = FileSystemKind.Luks,
        ["BitLocker"] = FileSystemKind.BitLocker,
        ["linux_raid_member"] = FileSystemKind.LinuxRaid,
        ["iso9660"] = FileSystemKind.Iso9660,
        ["ReFS"] = FileSystemKind.Refs,
        ["zfs_member"] = FileSystemKind.Zfs,
    };

    public static Blkid Probe(string image)
    {
        string[] lines = Tool.TryRun("blkid", "-p", "-o", "export", image).Output.Split('\n');
        string? Value(string key) => lines.FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Replace("\\", "", StringComparison.Ordinal);
        return new Blkid(Kinds.GetValueOrDefault(Value("TYPE") ?? ""), Value("UUID"), Value("LABEL"));
    }
}
