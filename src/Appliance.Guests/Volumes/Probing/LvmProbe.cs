using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes.Lvm;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>Physical volumes of LVM2, by their label.</summary>
internal static class LvmProbe
{
    public static FileSystemIdentity? Identify(BlockDevice device)
        => LvmLabel.Find(device) is { } label ? new FileSystemIdentity(FileSystemKind.LvmPhysicalVolume, label.Uuid) : null;
}
