using System.Text;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>Takes the text of a setup information file apart.</summary>
internal static class InfText
{
    private const string StringsSection = "Strings";

    /// <summary>The lines of all sections, in order; a backslash at the end of a line joins the next one to it.</summary>
    public static IReadOnlyList<Line> Split(string text)
    {
        var lines = new List<Line>();
        string? section = null;
        var joined = new StringBuilder();
        foreach (string raw in text.Split('\n'))
        {
            string piece = WithoutComment(raw).Trim();
            if (piece.EndsWith('\\'))
            {
                joined.Append(piece.AsSpan(0, piece.Length - 1));
                continue;
            }

            string line = joined.Append(piece).ToString();
            joined.Clear();
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                section = line[1..^1].Trim().Trim('"');
                lines.Add(new Line(section, ""));
            }
            else if (line.Length > 0 && section is not null)
            {
                lines.Add(new Line(section, line));
            }
        }

        return [.. lines.Where(line => line.Text.Length > 0)];
    }

    /// <summary>What names between percent signs stand for. The section for all languages is the one that counts.</summary>
    public static IReadOnlyDictionary<string, string> Strings(IReadOnlyList<Line> lines)
    {
        var strings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var none = new Dictionary<string, string>();
        foreach (Line line in lines.Where(line => line.Section.Equals(StringsSection, StringComparison.OrdinalIgnoreCase)))
        {
            InfLine parsed = line.Resolve(none);
            if (parsed.Key is { } key)
            {
                strings[key] = parsed[0];
            }
        }

        return strings;
    }

    private static string WithoutComment(string line)
    {
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            isQuoted ^= line[i] == '"';
            if (line[i] == ';' && !isQuoted)
            {
                return line[..i];
            }
        }

        return line;
    }

    /// <summary>A line before it is taken apart.</summary>
    /// <param name="Section">The section it stands in.</param>
    /// <param name="Text">The line without comment.</param>
    public sealed record Line(string Section, string Text)
    {
        /// <summary>Takes the line apart and puts strings in the place of their names.</summary>
        public InfLine Resolve(IReadOnlyDictionary<string, string> strings)
        {
            string? key = null;
            var values = new List<string>();
            var part = new StringBuilder();
            bool isQuoted = false;
            for (int i = 0; i < Text.Length; i++)
            {
                char c = Text[i];
                if (c == '"' && isQuoted && i + 1 < Text.Length && Text[i + 1] == '"')
                {
                    part.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    isQuoted = !isQuoted;
                }
                else if (c == '=' && !isQuoted && key is null && values.Count == 0)
                {
                    key = Substitute(part.ToString().Trim(), strings);
                    part.Clear();
                }
                else if (c == ',' && !isQuoted)
                {
                    values.Add(Substitute(part.ToString().Trim(), strings));
                    part.Clear();
                }
                else
                {
                    part.Append(c);
                }
            }

            values.Add(Substitute(part.ToString().Trim(), strings));
            return new InfLine(key, values);
        }

        // Two percent signs are one; a name that stands for nothing, such as %12% for a folder, stays. What is put in is not looked through again.
        private static string Substitute(string text, IReadOnlyDictionary<string, string> strings)
        {
            if (!text.Contains('%', StringComparison.Ordinal))
            {
                return text;
            }

            var result = new StringBuilder();
            for (int i = 0; i < text.Length; i++)
            {
                int end = text[i] == '%' ? text.IndexOf('%', i + 1) : -1;
                if (end < 0)
                {
                    result.Append(text[i]);
                    continue;
                }

                string name = text[(i + 1)..end];
                result.Append(name.Length == 0 ? "%" : strings.TryGetValue(name, out string? value) ? value : $"%{name}%");
                i = end;
            }

            return result.ToString();
        }
    }
}
