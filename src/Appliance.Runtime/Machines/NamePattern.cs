using System.IO.Enumeration;

namespace Appliance.Runtime.Machines;

/// <summary>Patterns of names, as shells have them: <c>*</c> for any text, <c>?</c> for one character.</summary>
public static class NamePattern
{
    /// <summary>Whether a text is a pattern, and no name.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether a name is one of a pattern's, or the name itself.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
