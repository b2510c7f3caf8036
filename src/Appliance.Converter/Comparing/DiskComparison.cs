namespace Appliance.Converter.Comparing;

/// <summary>How two disks compare.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="FirstLength">Its bytes.</param>
/// <param name="SecondLength">The other's bytes.</param>
/// <param name="Difference">Byte offset of the first difference; null where there is none. A longer disk is the same if it is zero behind the shorter one's end.</param>
/// <param name="FirstDigest">Content digest of the one.</param>
/// <param name="SecondDigest">Content digest of the other; equal where the guest bytes are.</param>
/// <param name="BytesRead">Bytes that had to be read from both; holes on both sides are not.</param>
public sealed record DiskComparison(
    string First,
    string Second,
    long FirstLength,
    long SecondLength,
    long? Difference,
    string FirstDigest,
    string SecondDigest,
    long BytesRead)
{
    /// <summary>Whether a guest sees the same bytes.</summary>
    public bool IsSame => Difference is null;
}
