namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>A line <c>key=value</c>, with or without quotes around the value, as shells and keyfiles have it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Start">Where the value begins, behind its quote.</param>
/// <param name="End">Where the value ends, before its quote.</param>
internal readonly record struct Assignment(string Key, int Start, int End)
{
    /// <summary>Reads a line; null where it is none, or a comment.</summary>
    public static Assignment? Parse(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || Words.IsComment(line))
        {
            return null;
        }

        string key = line[..equals].Trim();
        int start = Words.SkipBlanks(line, equals + 1);
        if (start < line.Length && line[start] is '"' or '\'')
        {
            int close = line.IndexOf(line[start], start + 1);
            return new Assignment(key, start + 1, close < 0 ? line.Length : close);
        }

        return new Assignment(key, start, line.TrimEnd().Length is var end && end < start ? start : end);
    }

    /// <summary>The value of the line that it was read from.</summary>
    public string ValueOf(string line) => line[Start..End];

    /// <summary>That line with another value, in its quotes.</summary>
    public string With(string line, string value) => Words.Replace(line, Start..End, value);
}
