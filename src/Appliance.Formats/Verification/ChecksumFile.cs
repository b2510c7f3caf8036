using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Appliance.Formats.Files;

namespace Appliance.Formats.Verification;

/// <summary>A list of SHA-256 digests as sha256sum writes it and <c>sha256sum -c</c> reads it: 64 digits, two blanks, a name.</summary>
public static class ChecksumFile
{
    /// <summary>What its name ends with.</summary>
    public const string Extension = ".sha256";

    // Some 100,000 files with names of 100 bytes.
    private const int MaxSize = 16 << 20;
    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private const int NameAt = Digits + 2;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The text of one.</summary>
    /// <param name="digests">Names beside it, and their digests in lower-case hexadecimal.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> digests)
        => Encoding.UTF8.GetBytes(string.Concat(digests.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value}  {pair.Key}\n")));

    /// <summary>Reads one.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">A line is no digest with a name, or the name leads out of the folder.</exception>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<byte> content, string file)
    {
        if (content.Length > MaxSize)
        {
            throw new InvalidImageException(file, $"is {content.Length} bytes long; more than {MaxSize} is no list of digests");
        }

        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        foreach (ReadOnlySpan<char> line in Encoding.UTF8.GetString(content).AsSpan().EnumerateLines())
        {
            number++;
            if (!line.IsEmpty && !digests.TryAdd(NameIn(line, file, number), line[..Digits].ToString().ToLowerInvariant()))
            {
                throw new InvalidImageException(file, $"line {number} names a file for the second time");
            }
        }

        return digests;
    }

    /// <summary>The digest of a file, in lower-case hexadecimal.</summary>
    public static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream content = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }

    private static string NameIn(ReadOnlySpan<char> line, string file, int number)
    {
        bool isEntry = line.Length > NameAt && !line[..Digits].ContainsAnyExcept(HexDigits) && line[Digits] == ' ' && line[Digits + 1] is ' ' or '*';
        return isEntry ? RelativeName.Check(file, line[NameAt..].ToString())
            : throw new InvalidImageException(file, $"line {number} is no digest with a name, which reads like 64 digits, two blanks and a name");
    }
}
