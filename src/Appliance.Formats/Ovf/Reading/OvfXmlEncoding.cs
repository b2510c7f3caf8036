using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Finds how a descriptor's characters are encoded: byte order mark, then the zero bytes of the first characters, then the
/// name in the XML declaration (XML 1.0 appendix F). A declared UTF-16 without a zero byte is not believed: XenCenter's
/// own samples claim it over plain ASCII.
/// </summary>
internal static partial class OvfXmlEncoding
{
    // A declaration is at most version, encoding and standalone.
    private const int DeclarationLength = 256;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>The encoding, which throws on bytes it cannot read.</summary>
    /// <exception cref="UnsupportedImageException">The declared encoding is not known here.</exception>
    public static Encoding Detect(ReadOnlySpan<byte> xml, string file)
        => ByMark(xml) ?? ByZeroBytes(xml) ?? ByDeclaration(xml, file);

    private static Encoding? ByMark(ReadOnlySpan<byte> xml) => xml switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Utf8,
        [0xFF, 0xFE, 0, 0, ..] => Utf32(bigEndian: false),
        [0, 0, 0xFE, 0xFF, ..] => Utf32(bigEndian: true),
        [0xFF, 0xFE, ..] => Utf16(bigEndian: false),
        [0xFE, 0xFF, ..] => Utf16(bigEndian: true),
        _ => null,
    };

    private static Encoding? ByZeroBytes(ReadOnlySpan<byte> xml) => xml switch
    {
        [not 0, 0, 0, 0, ..] => Utf32(bigEndian: false),
        [0, 0, 0, not 0, ..] => Utf32(bigEndian: true),
        [not 0, 0, ..] => Utf16(bigEndian: false),
        [0, not 0, ..] => Utf16(bigEndian: true),
        _ => null,
    };

    private static Encoding ByDeclaration(ReadOnlySpan<byte> xml, string file)
    {
        string start = Encoding.Latin1.GetString(xml[..Math.Min(xml.Length, DeclarationLength)]);
        Match match = Declared().Match(start);
        string name = match.Groups["name"].Value.ToUpperInvariant();
        if (!match.Success || name.StartsWith("UTF", StringComparison.Ordinal) || name.Contains("UCS", StringComparison.Ordinal))
        {
            return Utf8;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new UnsupportedImageException(file, $"is encoded in \"{name}\", which is not read here; convert it to UTF-8");
        }
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: true, throwOnInvalidBytes: true);

    private static UTF32Encoding Utf32(bool bigEndian) => new(bigEndian, byteOrderMark: true, throwOnInvalidCharacters: true);

    [GeneratedRegex("""^<\?xml[^>]*?encoding\s*=\s*["'](?<name>[A-Za-z0-9._:-]+)["']""", RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Declared();
}
