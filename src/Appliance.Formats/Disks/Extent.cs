namespace Appliance.Formats.Disks;

/// <summary>A run of a disk, in bytes, that is all of one kind.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes, more than zero.</param>
/// <param name="Kind">What the run holds.</param>
public readonly record struct Extent(long Offset, long Length, ExtentKind Kind)
{
    /// <summary>The first byte behind the run.</summary>
    public long End => Offset + Length;

    /// <summary>Whether bytes are stored for the run.</summary>
    public bool HasData => Kind == ExtentKind.Data;

    /// <summary>The same run, ending no later than <paramref name="end"/>.</summary>
    public Extent ClipTo(long end) => End <= end ? this : this with { Length = end - Offset };
}
