using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Appliance.Guests.FileSystems;

/// <summary>
/// Names of files are bytes; nearly all are UTF-8. A byte that is not becomes the lone surrogate U+DC00 + byte, as in
/// Python's "surrogateescape", which UTF-8 itself cannot say: so every name has one text, and the text leads back to it.
/// </summary>
internal static class UnixName
{
    /// <summary>Most bytes of a name.</summary>
    public const int MostBytes = 255;

    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const byte FirstEscaped = 0x80;

    /// <summary>The text of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
        {
            return Encoding.UTF8.GetString(name);
        }

        var text = new StringBuilder(name.Length);
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out Rune rune, out int count) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    text.Append((char)(FirstEscape - FirstEscaped + name[i]));
                }
            }

            name = name[count..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text.</summary>
    public static byte[] BytesOf(string text) => Encode(text)[..^1];

    /// <summary>The bytes of a text, with a zero behind, as C has it.</summary>
    public static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length + 1);
        Span<byte> encoded = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (text[i] is >= FirstEscape and <= LastEscape)
            {
                bytes.Add((byte)(text[i] - FirstEscape + FirstEscaped));
                i++;
                continue;
            }

            // Other lone surrogates are no text at all; they become the replacement character, which is in no name we read.
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int count);
            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
            i += count;
        }

        bytes.Add(0);
        return [.. bytes];
    }
}
