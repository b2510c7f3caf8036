using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>Names of kernel modules: <c>-</c> and <c>_</c> are the same, and a file may be compressed.</summary>
internal static class ModuleName
{
    private static readonly string[] Suffixes = [".ko", ".ko.gz", ".ko.xz", ".ko.zst"];

    /// <summary>The one spelling that is used as a key: with <c>_</c>.</summary>
    public static string Normalize(string name) => name.Replace('-', '_');

    /// <summary>The key of the module in a file; null where the file is no module.</summary>
    public static string? OfFile(string path)
    {
        string file = GuestPath.NameOf(path);
        return Suffixes.FirstOrDefault(suffix => file.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix && file.Length > suffix.Length
            ? Normalize(file[..^suffix.Length]) : null;
    }

    /// <summary>The keys of a list of files, such as modules.builtin.</summary>
    public static IReadOnlySet<string> OfLines(IEnumerable<string> lines)
        => lines.Select(line => OfFile(line.Trim())).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
