using System.Text;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Reads /etc/fstab (fstab(5)).</summary>
public static class Fstab
{
    /// <summary>Where it is.</summary>
    public const string Path = "/etc/fstab";

    private const int MostMounts = 1_000; // real ones have up to some fifty

    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>What is mounted where: first the root, then in the file's order. Lines that make no sense are left out.</summary>
    public static IReadOnlyList<MountPoint> Read(GuestTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return [.. GuestText.Lines(tree, Path).Select(Parse).OfType<MountPoint>().Take(MostMounts).OrderBy(mount => mount.Path == "/" ? 0 : 1)];
    }

    /// <summary>A line's mount; null for a comment and what is none.</summary>
    public static MountPoint? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] fields = line.Split(Blanks, 7, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 3 || fields[0].StartsWith('#')
            ? null : new MountPoint(Unescape(fields[0]), Unescape(fields[1]), fields[2], fields.Length > 3 ? Unescape(fields[3]) : "defaults");
    }

    /// <summary>Puts characters for their octal escapes: <c>\040</c> is a blank.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(field);
        var result = new List<byte>(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isEscape = bytes[i] == '\\' && i + 3 < bytes.Length && bytes[i + 1] is >= (byte)'0' and <= (byte)'3' && IsOctal(bytes[i + 2]) && IsOctal(bytes[i + 3]);
            result.Add(isEscape ? (byte)(((bytes[i + 1] - '0') << 6) | ((bytes[i + 2] - '0') << 3) | (bytes[i + 3] - '0')) : bytes[i]);
            i += isEscape ? 3 : 0;
        }

        return Encoding.UTF8.GetString([.. result]);
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';
}
