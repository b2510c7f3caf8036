using System.Security.Cryptography;

namespace Appliance.Formats.Ovf;

/// <summary>The digest of one file of a package.</summary>
/// <param name="FileName">The file, relative to the descriptor.</param>
/// <param name="Algorithm">SHA1, SHA256, SHA384 or SHA512.</param>
/// <param name="Digest">In lower-case hexadecimal.</param>
public sealed record ManifestEntry(string FileName, HashAlgorithmName Algorithm, string Digest)
{
    /// <summary>Whether <paramref name="digest"/> is the one that is promised.</summary>
    public bool Matches(ReadOnlySpan<byte> digest) => string.Equals(Digest, Convert.ToHexStringLower(digest), StringComparison.Ordinal);
}
