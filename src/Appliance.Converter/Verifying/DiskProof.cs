namespace Appliance.Converter.Verifying;

/// <summary>How a disk that was written compares with what was read for it.</summary>
/// <param name="Id">What the source calls the disk.</param>
/// <param name="Name">A name to show.</param>
/// <param name="Digest">Content digest of what was read.</param>
/// <param name="WrittenDigest">Content digest of what the target holds.</param>
/// <param name="Difference">
/// Byte offset of the first difference; null where there is none. Where the source cannot be read again, or now gives what
/// the target holds, it is where the first differing chunk of 1 MiB starts.
/// </param>
public sealed record DiskProof(string Id, string Name, string Digest, string WrittenDigest, long? Difference)
{
    /// <summary>Whether a guest sees the same bytes.</summary>
    public bool IsSame => Difference is null;
}
