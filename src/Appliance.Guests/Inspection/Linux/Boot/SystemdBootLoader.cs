using System.IO.Enumeration;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>systemd-boot (loader.conf(5)).</summary>
internal static class SystemdBootLoader
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>The menus that are configured.</summary>
    public static IEnumerable<BootMenu> Read(GuestTree tree) => EfiPartition.Places.Where(place => IsAt(tree, place)).SelectMany(place => ReadAt(tree, place));

    private static bool IsAt(GuestTree tree, string place)
        => tree.HasFile(GuestPath.Join(place, "loader/loader.conf")) || tree.HasFolder(GuestPath.Join(place, "EFI/systemd"));

    private static IEnumerable<BootMenu> ReadAt(GuestTree tree, string place)
    {
        BootMenu[] menus = [.. BootLoaderSpecification.Read(tree, place, BootLoaderKind.SystemdBoot, wanted: null, NoVariables)];
        string? pattern = GuestText.Lines(tree, GuestPath.Join(place, "loader/loader.conf"))
            .Select(line => line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .LastOrDefault(words => words is ["default", _])?[1];
        return menus.Length == 0
            ? [new BootMenu(new BootLoader(BootLoaderKind.SystemdBoot, GuestPath.Join(place, "loader")), [], Default: null)]
            : menus.Select(menu => menu with { Default = Choose(menu, pattern) });
    }

    /// <summary>The name of the first entry that the pattern of a default fits; it is a shell's, against the file's name.</summary>
    private static string? Choose(BootMenu menu, string? pattern)
    {
        const int LongestPattern = 256; // that of a file name
        return pattern is null || pattern.Length > LongestPattern ? null
            : menu.Entries.SelectMany(entry => entry.Names.Take(2)).FirstOrDefault(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
    }
}
