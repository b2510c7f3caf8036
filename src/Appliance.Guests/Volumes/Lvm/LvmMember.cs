using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A physical volume as its group describes it.</summary>
/// <param name="Uuid">Its identity.</param>
/// <param name="Start">First byte of its first extent.</param>
/// <param name="Device">Its bytes; null where it was not found.</param>
internal sealed record LvmMember(string Uuid, long Start, BlockDevice? Device);
