namespace Appliance.Formats.Files;

/// <summary>The one rule for file names that come out of a stranger's file: relative, downward, and nothing else.</summary>
public static class RelativeName
{
    // Longest path Linux takes; a longer one is an attack or garbage.
    private const int MaxLength = 4096;

    /// <summary>Returns <paramref name="name"/> with forward slashes and without <c>./</c> parts.</summary>
    /// <param name="file">The file that holds the name, for the message.</param>
    /// <param name="name">As written there.</param>
    /// <exception cref="InvalidImageException">The name is empty, absolute, has a drive or a <c>..</c>, or control characters.</exception>
    public static string Check(string file, string name)
    {
        return TryCheck(name, out string path)
            ? path
            : throw new InvalidImageException(file, $"refers to \"{Printable(name)}\", which is not a plain name within its own folder");
    }

    /// <summary>Whether a name keeps the rule, and then its path with forward slashes and without <c>./</c> parts.</summary>
    public static bool TryCheck(string name, out string path)
    {
        ArgumentNullException.ThrowIfNull(name);
        string whole = name.Replace('\\', '/');
        string[] parts = [.. whole.Split('/').Where(part => part is not ("" or "."))];
        path = string.Join('/', parts);
        bool absolute = whole.StartsWith('/') || (whole.Length > 1 && whole[1] == ':');
        return !absolute && parts.Length > 0 && !parts.Contains("..") && whole.Length <= MaxLength && !whole.Any(char.IsControl);
    }

    /// <summary>The name without anything that could disturb a terminal or a log, and not too long.</summary>
    public static string Printable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string shown = name.Length > 120 ? string.Concat(name.AsSpan(0, 120), "...") : name;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
