using Appliance.Formats.Machines;

namespace Appliance.Formats.Images;

/// <summary>One image that is to be written.</summary>
/// <param name="FileName">What it is called, without folder; for standard output a name all the same.</param>
/// <param name="Length">Bytes of the virtual disk.</param>
/// <param name="Id">Identity of the disk, made from its source.</param>
/// <param name="Bus">Where the disk hangs.</param>
/// <param name="Options">Time and threads.</param>
internal sealed record DiskImage(string FileName, long Length, Guid Id, DiskBus Bus, WriteOptions Options);
