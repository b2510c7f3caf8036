using System.Globalization;
using System.Text;

namespace Appliance.Runtime.Importing;

/// <summary>Names that machines and groups can have on a host.</summary>
public static class MachineNames
{
    /// <summary>The most characters that one can have.</summary>
    public const int Longest = 63;

    /// <summary>Whether a name can be one: letters, digits, dot, dash and underscore, at most 63, a letter or digit first.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsAllowed);
    }

    /// <summary>The name that is nearest to one of a package: <c>Web Server (1)</c> becomes <c>Web-Server-1</c>.</summary>
    public static string Make(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var made = new StringBuilder();
        foreach (char c in name)
        {
            if (IsAllowed(c) && !(c == '-' && made.Length > 0 && made[^1] == '-'))
            {
                made.Append(c);
            }
            else if (made.Length > 0 && made[^1] != '-')
            {
                made.Append('-');
            }
        }

        string text = made.ToString().TrimStart('.', '-', '_');
        text = text[..Math.Min(text.Length, Longest)].TrimEnd('.', '-', '_');
        return text.Length > 0 ? text : "machine";
    }

    /// <summary>Valid names for several, all different: a second <c>web</c> becomes <c>web-2</c>.</summary>
    public static IReadOnlyList<string> MakeAll(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var made = new List<string>();
        foreach (string name in names.Select(Make))
        {
            string unique = name;
            for (int n = 2; made.Contains(unique, StringComparer.OrdinalIgnoreCase); n++)
            {
                string suffix = string.Create(CultureInfo.InvariantCulture, $"-{n}");
                unique = name[..Math.Min(name.Length, Longest - suffix.Length)] + suffix;
            }

            made.Add(unique);
        }

        return made;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
