using System.Text;

namespace Appliance.Formats.IO;

/// <summary>Decodes VMware's text files, which name their encoding in one of their own lines; UTF-8 where they do not.</summary>
internal sealed class DeclaredEncoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private DeclaredEncoding(Encoding encoding) => _encoding = encoding;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Bytes of a byte order mark at the start, or 0.</summary>
    public static int MarkLength(ReadOnlySpan<byte> text) => text.StartsWith(Utf8Mark) ? Utf8Mark.Length : 0;

    /// <summary>Finds the line <c>key = "name"</c>; an encoding that nobody knows is taken for UTF-8.</summary>
    public static DeclaredEncoding Find(ReadOnlySpan<byte> text, string key)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            string line = Encoding.Latin1.GetString(text[range]).Trim();
            if (line.StartsWith(key, StringComparison.OrdinalIgnoreCase) && line.Split('=') is [_, string name])
            {
                return new(CodePagesEncodingProvider.Instance.GetEncoding(name.Trim(' ', '"')) ?? StrictUtf8);
            }
        }

        return new(StrictUtf8);
    }

    /// <summary>The characters of some bytes; what is not in the encoding is taken byte by byte.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
