using Appliance.Formats.Machines;

namespace Appliance.Formats.Images;

/// <summary>File names for disks, made from names that strangers chose.</summary>
internal static class DiskFileNames
{
    // File systems take 255 bytes; a character has up to four, and a temporary name needs some more.
    private const int MaxLength = 48;

    // What Windows refuses in names, and with it the slash of everybody else.
    private const string Reserved = "<>:\"/\\|?*";

    /// <summary>One name for each disk, in their order, no two of them equal on any file system.</summary>
    public static string[] For(IEnumerable<MachineDisk> disks, string extension)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. disks.Select(disk => MakeUnique(MakeSafe(disk.Name), extension, taken))];
    }

    private static string MakeUnique(string name, string extension, HashSet<string> taken)
    {
        string unique = name + extension;
        for (int i = 2; !taken.Add(unique); i++)
        {
            unique = $"{name}-{i}{extension}";
        }

        return unique;
    }

    private static string MakeSafe(string name)
    {
        string safe = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) || Reserved.Contains(c, StringComparison.Ordinal) ? '_' : c));
        safe = safe[..Math.Min(safe.Length, MaxLength)].Trim(' ', '.');
        return safe.Length == 0 ? "disk" : safe;
    }
}
