namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A run of a physical volume, as its label names it: not checked.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct LvmArea(ulong Offset, ulong Size);
