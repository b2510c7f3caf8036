using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A physical volume that was found.</summary>
/// <param name="Device">Its bytes.</param>
/// <param name="Label">Its label.</param>
internal sealed record LvmPhysicalVolume(BlockDevice Device, LvmLabel Label);
