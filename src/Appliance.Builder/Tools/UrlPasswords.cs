using System.Text.RegularExpressions;

namespace Appliance.Builder.Tools;

/// <summary>Users and passwords within URLs, such as that of a mirror, which no log and no document has.</summary>
internal static class UrlPasswords
{
    private static readonly Regex Pattern = new(@"://[^/@\s]*@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>A text without them.</summary>
    public static string Hide(string text) => Pattern.Replace(text, "://");
}
