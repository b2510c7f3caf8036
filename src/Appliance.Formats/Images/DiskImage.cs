using Appliance.Formats.Machines;

namespace Appliance.Formats.Images;

/// <summary>One image that is to be written.</summary>
/// <param name="Path">Where its file will be; for standard output a name all the same.</param>
/// <param name="Length">Bytes of the virtual disk.</param>
/// <param name="Id">Identity of the disk, made from its source.</param>
/// <param name="Bus">Where the disk hangs.</param>
/// <param name="Options">Time and threads.</param>
internal sealed record DiskImage(string Path, long Length, Guid Id, DiskBus Bus, WriteOptions Options)
{
    /// <summary>What it is called, without folder.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);
}
