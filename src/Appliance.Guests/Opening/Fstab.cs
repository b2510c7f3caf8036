using System.Text;
using Appliance.Formats;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Opening;

/// <summary>The table of what a Linux mounts where (fstab(5)).</summary>
internal static class Fstab
{
    /// <summary>Where it is.</summary>
    public const string Path = "/etc/fstab";

    // Machines with hundreds of mounts have some 100 KiB.
    private const int MostBytes = 1 << 20;
    private const int MostLines = 10_000;

    /// <summary>Reads the table of a guest; empty where there is none.</summary>
    /// <exception cref="UnsupportedImageException">It is larger than any real one.</exception>
    public static IReadOnlyList<MountPoint> Read(GuestTree tree)
        => tree.ReadBytes(Path, MostBytes) is { } bytes ? Parse(tree.Name, Encoding.UTF8.GetString(bytes)) : [];

    /// <summary>Reads a table; lines that are none of it are left out.</summary>
    /// <param name="name">What messages call the guest.</param>
    /// <param name="text">The table.</param>
    /// <returns>The line of the root first, then all others as they come.</returns>
    /// <exception cref="UnsupportedImageException">It is longer than any real one.</exception>
    public static IReadOnlyList<MountPoint> Parse(string name, string text)
    {
        string[] lines = text.Split('\n');
        if (lines.Length > MostLines)
        {
            throw new UnsupportedImageException($"{name}:{Path}", $"has {lines.Length} lines, and such a file is read up to {MostLines}");
        }

        return [.. lines.Select(ParseLine).OfType<MountPoint>().OrderBy(mount => mount.Path == "/" ? 0 : 1)];
    }

    private static MountPoint? ParseLine(string line)
    {
        string[] fields = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 2 || fields[0].StartsWith('#')
            ? null
            : new MountPoint(Unescape(fields[0]), Unescape(fields[1]), fields.ElementAtOrDefault(2) ?? "auto", Unescape(fields.ElementAtOrDefault(3) ?? "defaults"));
    }

    /// <summary>A blank in a field is written as its code, with three octal digits.</summary>
    private static string Unescape(string field)
    {
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            bool isCode = field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            text.Append(isCode ? (char)(((field[i + 1] - '0') << 6) + ((field[i + 2] - '0') << 3) + (field[i + 3] - '0')) : field[i]);
            i += isCode ? 3 : 0;
        }

        return text.ToString();
    }
}
