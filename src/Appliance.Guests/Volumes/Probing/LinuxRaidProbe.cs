using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Members of Linux software RAID (md).</summary>
internal static class LinuxRaidProbe
{
    public static FileSystemIdentity? Identify(BlockDevice device)
        => RaidSuperblock.Read(device) is { } found ? new FileSystemIdentity(FileSystemKind.LinuxRaid, found.Uuid, found.Name) : null;
}
