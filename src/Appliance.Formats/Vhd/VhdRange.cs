namespace Appliance.Formats.Vhd;

/// <summary>A range of bytes of the file.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">First byte behind it.</param>
internal readonly record struct VhdRange(long Start, long End)
{
    /// <summary>Whether the two share a byte.</summary>
    public bool Overlaps(VhdRange other) => Start < other.End && other.Start < End;
}
