using System.Text;

namespace Appliance.Formats.Vmdk;

/// <summary>Recognises and decodes the text of a descriptor.</summary>
internal sealed class VmdkDescriptorText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private VmdkDescriptorText(Encoding encoding) => _encoding = encoding;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Whether a file that begins like this is a descriptor: its first comment says so, or its first line that is no
    /// comment tells a version of the format.
    /// </summary>
    public static bool IsDescriptor(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head[MarkLength(head)..];
        foreach (Range range in text.Split((byte)'\n'))
        {
            string line = Encoding.Latin1.GetString(text[range]).Trim();
            if (line.StartsWith('#'))
            {
                if (line[1..].TrimStart().StartsWith("Disk Descriptor", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
            else if (line.Length > 0)
            {
                return IsVersion(line);
            }
        }

        return false;
    }

    /// <summary>Bytes of a byte order mark at the start, or 0.</summary>
    public static int MarkLength(ReadOnlySpan<byte> text) => text.StartsWith(Utf8Mark) ? Utf8Mark.Length : 0;

    /// <summary>Finds which encoding a descriptor says it is in (key <c>encoding</c>); UTF-8 where it does not.</summary>
    public static VmdkDescriptorText FindEncoding(ReadOnlySpan<byte> text)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            string line = Encoding.Latin1.GetString(text[range]).Trim();
            if (line.StartsWith("encoding", StringComparison.OrdinalIgnoreCase) && line.Split('=') is [_, string name])
            {
                return new(CodePagesEncodingProvider.Instance.GetEncoding(name.Trim(' ', '"')) ?? StrictUtf8);
            }
        }

        return new(StrictUtf8);
    }

    /// <summary>The characters of a line; what is not in the encoding is taken byte by byte.</summary>
    public string Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return _encoding.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(line);
        }
    }

    private static bool IsVersion(string line)
        => line.Split('=') is [string key, string value]
            && key.Trim().Equals("version", StringComparison.OrdinalIgnoreCase)
            && value.Trim(' ', '\t', '"') is "1" or "2" or "3";
}
