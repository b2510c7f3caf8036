using System.Globalization;
using System.Text.RegularExpressions;

namespace Appliance.Formats.Ovf;

/// <summary>What a property says of the values it takes: <c>MinLen(1) MaxLen(63) ValueMap{"a","b"}</c> (DSP0243 9.5, DSP0004).</summary>
internal static class OvfQualifiers
{
    // A name, and what stands behind it in parentheses or braces.
    private static readonly Regex Pattern = new(
        """(?<name>[A-Za-z]\w*)(\s*(\((?<in>[^)]*)\)|\{(?<in>("[^"]*"|[^}"])*)\}))?""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex Word = new("""("(?<word>[^"]*)"|(?<word>[^",\s]+))""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>All of them, in their order.</summary>
    public static IEnumerable<OvfQualifier> Parse(string? qualifiers)
        => Pattern.Matches(qualifiers ?? "").Select(match => new OvfQualifier(match.Groups["name"].Value, match.Groups["in"].Value, match.Value));

    /// <summary>What is in a list: <c>"a", "b"</c>.</summary>
    public static string[] Words(string text) => [.. Word.Matches(text).Select(match => match.Groups["word"].Value)];

    /// <summary>A number; null where it is none.</summary>
    public static decimal? Number(string text)
        => decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
