using System.Text;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Files of lines like <c>NAME="value"</c>, as os-release(5) and /etc/sysconfig have them. Nothing is expanded.</summary>
internal static class ShellAssignments
{
    /// <summary>Reads a file; the last of several assignments counts. Empty where there is none.</summary>
    public static IReadOnlyDictionary<string, string> Read(GuestTree tree, string path) => Parse(GuestText.Lines(tree, path));

    /// <summary>Reads the lines of a file, without white space around them; the last of several assignments counts.</summary>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && !line.StartsWith('#'))
            {
                values[line[..at].TrimEnd()] = Unquote(line.AsSpan(at + 1).TrimStart());
            }
        }

        return values;
    }

    /// <summary>The first word of a shell: quotes are taken off, and a backslash keeps the next character's meaning away.</summary>
    private static string Unquote(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder();
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                value.Append(text[++i]);
            }
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                break;
            }
            else
            {
                value.Append(c);
            }
        }

        return value.ToString();
    }
}
