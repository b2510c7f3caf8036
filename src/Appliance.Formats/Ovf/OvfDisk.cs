namespace Appliance.Formats.Ovf;

/// <summary>A virtual disk as the descriptor declares it (DSP0243, DiskSection/Disk).</summary>
/// <param name="DiskId">Identifier within the descriptor.</param>
/// <param name="FileRef">Id of the file with its content; null for a blank disk.</param>
/// <param name="Capacity">Virtual size in bytes; null where it cannot be told without the image.</param>
/// <param name="Format">URI of the format, as claimed; the content decides. Null where it is not given.</param>
/// <param name="ParentRef">Id of the disk that this one is a delta of; null for a whole disk.</param>
/// <param name="PopulatedSize">Bytes in use, as claimed; null where it is not given.</param>
public sealed record OvfDisk(
    string DiskId, string? FileRef, long? Capacity, string? Format = null, string? ParentRef = null, long? PopulatedSize = null)
{
    /// <summary>Whether the disk is marked as bootable (XenCenter's <c>xen:isBootable</c>); null where it is not said.</summary>
    public bool? IsBootable { get; init; }
}
