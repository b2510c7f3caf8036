using Appliance.Formats.Machines;

namespace Appliance.Formats.Vmdk;

/// <summary>What a descriptor says of a disk besides its size.</summary>
/// <param name="FileName">The file; readers of a file with an embedded descriptor ignore it.</param>
/// <param name="Id">Makes the content identifiers; the same disk has the same one.</param>
/// <param name="Bus">Where the disk hangs, which decides its geometry.</param>
public sealed record VmdkDiskLabel(string FileName, Guid Id, DiskBus Bus = DiskBus.Unknown);
