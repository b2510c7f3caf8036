using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>A disk as an OVF will list it.</summary>
/// <param name="Disk">The machine's disk.</param>
/// <param name="Href">Its file, beside the descriptor.</param>
/// <param name="FileSize">Bytes of the file.</param>
/// <param name="Capacity">Bytes of the virtual disk.</param>
public sealed record OvfWriterDisk(MachineDisk Disk, string Href, long FileSize, long Capacity)
{
    /// <summary>Bytes of the virtual disk that hold data, as far as the writer counted them.</summary>
    public long? PopulatedSize { get; init; }
}
