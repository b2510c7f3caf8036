using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A logical volume that can be read.</summary>
/// <param name="Name"><c>vg/lv</c>.</param>
/// <param name="Device">Its bytes.</param>
internal sealed record LvmLogicalVolume(string Name, BlockDevice Device);
