using System.Text;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Reads text files of a guest, with bounds.</summary>
internal static class GuestText
{
    // The largest of the files that people and their tools edit, a grub.cfg of many kernels, has some 100 KiB.
    private const int UsualLimit = 1 << 20;

    private const int LongestPhrase = 256; // the longest name that a distribution gives itself has some 60

    /// <summary>The text of a file, of which what is beyond the limit does not count; null where there is none.</summary>
    public static string? Start(GuestTree tree, string path, int limit = UsualLimit)
    {
        using Stream? content = tree.OpenRead(path);
        if (content is null)
        {
            return null;
        }

        var bytes = new byte[Math.Min(content.Length, limit)];
        content.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The lines of <see cref="Start"/> without white space around them; none where there is no file.</summary>
    public static IEnumerable<string> Lines(GuestTree tree, string path, int limit = UsualLimit)
        => (Start(tree, path, limit) ?? "").Split('\n', StringSplitOptions.TrimEntries);

    /// <summary>The first of some files that is there.</summary>
    public static string? FirstFile(GuestTree tree, params IEnumerable<string> paths) => paths.FirstOrDefault(tree.HasFile);

    /// <summary>Text for people, cut to what fits in a line.</summary>
    public static string Short(string text) => text.Length <= LongestPhrase ? text : text[..LongestPhrase];
}
