using System.IO.Hashing;
using System.Security.Cryptography;

namespace Appliance.Formats.Xva;

/// <summary>How each <see cref="XvaChecksum"/> is named, computed and written down.</summary>
internal static class XvaChecksums
{
    /// <summary>Bytes of the longest checksum as text.</summary>
    public const int MaxTextLength = SHA1.HashSizeInBytes * 2;

    private const string Sha1Suffix = ".checksum";
    private const string XxHash64Suffix = ".xxhash";
    private const int XxHash64TextLength = 16;

    /// <summary>What is added to a chunk's name.</summary>
    public static string Suffix(this XvaChecksum checksum) => checksum == XvaChecksum.Sha1 ? Sha1Suffix : XxHash64Suffix;

    /// <summary>Bytes of the checksum as text.</summary>
    public static int TextLength(this XvaChecksum checksum) => checksum == XvaChecksum.Sha1 ? MaxTextLength : XxHash64TextLength;

    /// <summary>The kind of checksum in a member of this name; null where it is none.</summary>
    public static XvaChecksum? FromName(string name)
        => name.EndsWith(Sha1Suffix, StringComparison.Ordinal) ? XvaChecksum.Sha1
            : name.EndsWith(XxHash64Suffix, StringComparison.Ordinal) ? XvaChecksum.XxHash64
            : null;

    /// <summary>
    /// Fills <paramref name="text"/> the way xapi compares it, byte for byte: SHA-1 as lower-case digits, XXH64 (seed 0)
    /// as upper-case ones.
    /// </summary>
    public static void Compute(this XvaChecksum checksum, ReadOnlySpan<byte> data, Span<byte> text)
    {
        if (checksum == XvaChecksum.XxHash64)
        {
            XxHash64.HashToUInt64(data).TryFormat(text, out _, "X16");
            return;
        }

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The format's own checksum, against accidents only.
        SHA1.HashData(data, hash);
#pragma warning restore CA5350
        Convert.TryToHexStringLower(hash, text, out _);
    }
}
