using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux;

/// <summary>Reads /etc/crypttab (crypttab(5)).</summary>
internal static class Crypttab
{
    private const string Path = "/etc/crypttab";

    private const int MostLines = 100; // real ones have a handful

    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>What is opened, by the names that it gets below <c>/dev/mapper</c>, in the file's order.</summary>
    public static IReadOnlyList<(string Name, string Device)> Read(GuestTree tree)
        => [.. GuestText.Lines(tree, Path).Select(line => line.Split(Blanks, 3, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 2 && fields[0][0] != '#')
            .Select(fields => (fields[0], fields[1]))
            .Take(MostLines)];
}
