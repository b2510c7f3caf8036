using Appliance.Formats.Machines;

namespace Appliance.Formats.Xva;

/// <summary>A disk's place in the file (a VDI).</summary>
/// <param name="Id">Reference, and folder of the chunks.</param>
/// <param name="Disk">The disk.</param>
/// <param name="VirtualSize">Bytes, a multiple of a chunk.</param>
internal sealed record XvaDiskSlot(string Id, MachineDisk Disk, long VirtualSize);
