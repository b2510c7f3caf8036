using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>BitLocker, by its boot sector: that of fixed drives, and that of removable ones, which looks like FAT.</summary>
internal static class BitLockerProbe
{
    private const int Oem = 3;
    private const int ToGoIdentifier = 424;

    private static readonly Guid ToGo = new("4967d63b-2e29-4ad8-8399-f6a339e3d001");

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> boot = stackalloc byte[512];
        if (!device.TryRead(0, boot))
        {
            return null;
        }

        bool isToGo = boot[Oem..].StartsWith("MSWIN4.1"u8) && new Guid(boot.Slice(ToGoIdentifier, 16)) == ToGo;
        return isToGo || boot[Oem..].StartsWith("-FVE-FS-"u8) ? new FileSystemIdentity(FileSystemKind.BitLocker) : null;
    }
}
