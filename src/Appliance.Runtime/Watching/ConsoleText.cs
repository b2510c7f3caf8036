using System.Text;

namespace Appliance.Runtime.Watching;

/// <summary>Reads what a console prints: lines without control sequences, and whether certain texts have appeared. One writer, any reader.</summary>
public sealed class ConsoleText
{
    // A guest can print without ever ending a line.
    private const int LongestLine = 4096;

    private readonly ConsoleDecoder _decoder = new();
    private readonly StringBuilder _line = new();
    private readonly Dictionary<string, bool> _shown;
    private readonly Action<string>? _lineDone;
    private readonly Lock _lock = new();

    /// <summary>Begins to look.</summary>
    /// <param name="texts">What to look for, each within a line.</param>
    /// <param name="lineDone">Takes every line that is not empty.</param>
    public ConsoleText(IEnumerable<string> texts, Action<string>? lineDone = null)
    {
        _shown = texts.Distinct().ToDictionary(text => text, _ => false);
        _lineDone = lineDone;
    }

    /// <summary>Whether a text that is looked for has appeared.</summary>
    public bool Shows(string text)
    {
        lock (_lock)
        {
            return _shown[text];
        }
    }

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (char c in _decoder.Decode(bytes))
        {
            if (c is '\n' or '\r' || _line.Length == LongestLine)
            {
                EndLine();
            }

            if (!char.IsControl(c))
            {
                _line.Append(c);
            }
        }

        Look();
    }

    private void EndLine()
    {
        Look();
        string line = _line.ToString().TrimEnd();
        _line.Clear();
        if (line.Length > 0)
        {
            _lineDone?.Invoke(line);
        }
    }

    private void Look()
    {
        string line = _line.ToString();
        lock (_lock)
        {
            foreach (string text in _shown.Keys.Where(text => !_shown[text] && line.Contains(text, StringComparison.Ordinal)).ToList())
            {
                _shown[text] = true;
            }
        }
    }
}
