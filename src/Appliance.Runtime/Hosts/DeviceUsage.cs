namespace Appliance.Runtime.Hosts;

/// <summary>What went through a device of a machine since its domain began.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Device">The disk (<c>xvda</c>), or the number of the network card.</param>
/// <param name="IsDisk">Whether it is a disk.</param>
/// <param name="BytesIn">Bytes that the guest has read from the disk, or received.</param>
/// <param name="BytesOut">Bytes that the guest has written to the disk, or sent.</param>
public sealed record DeviceUsage(string Machine, string Device, bool IsDisk, long BytesIn, long BytesOut);
