namespace Appliance.Guests.Devices;

/// <summary>A run of a device that is a run of another one.</summary>
/// <param name="Device">The device below.</param>
/// <param name="Offset">First byte on it.</param>
/// <param name="Length">Bytes, more than zero.</param>
public readonly record struct DeviceSegment(BlockDevice Device, long Offset, long Length);
