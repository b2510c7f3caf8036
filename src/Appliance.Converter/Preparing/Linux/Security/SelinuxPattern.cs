using System.Buffers;
using System.Text.RegularExpressions;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;

namespace Appliance.Converter.Preparing.Linux.Security;

/// <summary>A line of SELinux's <c>file_contexts</c>: a pattern of paths, a type of file, a label.</summary>
internal sealed class SelinuxPattern
{
    // The longest of the reference policy have some 200 characters.
    private const int MostCharacters = 1024;

    private static readonly SearchValues<char> Special = SearchValues.Create(".^$?*+|[](){}\\");

    // Paths are short and the engine is linear in them.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly string _pattern;
    private readonly string _stem;
    private readonly char? _type;

    private SelinuxPattern(string pattern, char? type, string label)
    {
        int special = pattern.AsSpan().IndexOfAny(Special);
        _pattern = pattern;
        _stem = special < 0 ? pattern : StemOf(pattern, special);
        _type = type;
        Label = label;
        IsExact = special < 0;
    }

    /// <summary>The label; <c>&lt;&lt;none&gt;&gt;</c> where the policy gives none.</summary>
    public string Label { get; }

    /// <summary>Whether it stands for one path alone.</summary>
    public bool IsExact { get; }

    /// <summary>Reads a line; null where it is none.</summary>
    public static SelinuxPattern? Parse(string line) => Words.Split(line) switch
    {
        _ when Words.IsComment(line) => null,
        [{ Length: <= MostCharacters } pattern, var label] => new SelinuxPattern(pattern, type: null, label),
        [{ Length: <= MostCharacters } pattern, ['-', var type], var label] => new SelinuxPattern(pattern, type, label),
        _ => null,
    };

    /// <summary>Whether the type, and what the pattern begins with, fit; one without anything to match then fits altogether.</summary>
    public bool MayMatch(string path, FileType type)
        => (_type is null || _type == LetterOf(type)) && (IsExact ? path == _pattern : path.StartsWith(_stem, StringComparison.Ordinal));

    /// <summary>Whether the pattern fits all of a path.</summary>
    public bool Matches(string path)
    {
        try
        {
            return Regex.IsMatch(path, $"^(?:{_pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout);
        }
        catch (Exception e) when (e is RegexParseException or RegexMatchTimeoutException or NotSupportedException)
        {
            // No pattern of a policy looks like this, and it names no label that could be trusted.
            return false;
        }
    }

    // "/a/bc*" may also be "/a/b": what a quantifier follows is no part of the stem; neither is what stands before an alternative.
    private static string StemOf(string pattern, int special)
        => pattern.Contains('|', StringComparison.Ordinal) && !pattern.Contains('(', StringComparison.Ordinal) ? ""
            : pattern[special] is '?' or '*' or '{' ? pattern[..Math.Max(special - 1, 0)] : pattern[..special];

    private static char LetterOf(FileType type) => type switch { FileType.File => '-', FileType.Folder => 'd', FileType.Link => 'l', _ => '?' };
}
