using System.Text;

namespace Appliance.Runtime.Watching;

/// <summary>Makes text of the bytes of a console, without the control sequences of terminals.</summary>
internal sealed class ConsoleDecoder
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly ControlSequences _sequences = new();

    /// <summary>What the next bytes say; single control characters are left in it.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        char[] characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        int count = _decoder.GetChars(bytes, characters, flush: false), kept = 0;
        foreach (char c in characters.AsSpan(0, count))
        {
            if (!_sequences.IsPartOfOne(c))
            {
                characters[kept++] = c;
            }
        }

        return new string(characters, 0, kept);
    }
}
