using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>GRUB's environment block, grubenv: lines of <c>name=value</c>, with <c>\</c> before special characters, filled up with <c>#</c>.</summary>
internal static class GrubEnvironment
{
    private const int LongestBlock = 64 << 10; // 1,024 bytes by default

    /// <summary>The variables of the block beside a grub.cfg; none where there is no block.</summary>
    public static IReadOnlyDictionary<string, string> Read(GuestTree tree, string folder)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in GuestText.Lines(tree, GuestPath.Join(folder, "grubenv"), LongestBlock))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && !line.StartsWith('#'))
            {
                variables[line[..at]] = line[(at + 1)..].Replace("\\\\", "\\", StringComparison.Ordinal);
            }
        }

        return variables;
    }
}
