using System.Buffers;
using System.Security.Cryptography;

namespace Appliance.Formats.Ovf;

/// <summary>
/// <c>ALG(name)= hex</c>, the line of a manifest and the first of a certificate file. Blanks are met in all places, and
/// OpenSSL 3 spells the algorithm <c>SHA2-256</c>.
/// </summary>
internal readonly ref struct ManifestLine
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private ManifestLine(HashAlgorithmName algorithm, ReadOnlySpan<char> fileName, ReadOnlySpan<char> hex)
    {
        Algorithm = algorithm;
        FileName = fileName;
        Hex = hex;
    }

    public HashAlgorithmName Algorithm { get; }

    public ReadOnlySpan<char> FileName { get; }

    public ReadOnlySpan<char> Hex { get; }

    /// <summary>Takes a line apart; false where it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out ManifestLine parsed)
    {
        parsed = default;
        // A name may hold both parentheses and equals signs; hexadecimal digits hold neither.
        int open = line.IndexOf('('), equals = line.LastIndexOf('=');
        if (open < 0 || equals < open)
        {
            return false;
        }

        ReadOnlySpan<char> name = line[(open + 1)..equals].TrimEnd(), hex = line[(equals + 1)..].Trim();
        if (!name.EndsWith(")") || hex.IsEmpty || hex.Length % 2 != 0 || hex.ContainsAnyExcept(HexDigits)
            || AlgorithmOf(line[..open].Trim()) is not { } algorithm)
        {
            return false;
        }

        parsed = new ManifestLine(algorithm, name[..^1], hex);
        return true;
    }

    /// <summary>Bytes of a digest.</summary>
    public static int DigestLength(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA1) => SHA1.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA384) => SHA384.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA512) => SHA512.HashSizeInBytes,
        _ => SHA256.HashSizeInBytes,
    };

    private static HashAlgorithmName? AlgorithmOf(ReadOnlySpan<char> word) => word.ToString().ToUpperInvariant() switch
    {
        "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
        "SHA256" or "SHA-256" or "SHA2-256" => HashAlgorithmName.SHA256,
        "SHA384" or "SHA-384" or "SHA2-384" => HashAlgorithmName.SHA384,
        "SHA512" or "SHA-512" or "SHA2-512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
