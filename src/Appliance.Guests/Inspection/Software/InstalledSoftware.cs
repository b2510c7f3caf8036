using Appliance.Guests.Inspection.Linux;

namespace Appliance.Guests.Inspection.Software;

/// <summary>What a system says is installed in it.</summary>
/// <param name="Distribution">As os-release's ID names it: <c>debian</c>; <c>linux</c> where unknown.</param>
/// <param name="Release">As os-release's VERSION_ID has it: <c>12</c>; null where unknown, as in Debian's testing.</param>
/// <param name="Packages">By name; null where there is no package database that can be read.</param>
public sealed record InstalledSoftware(string Distribution, string? Release, IReadOnlyList<InstalledPackage>? Packages)
{
    private const string Unknown = "linux"; // what os-release(5) says where ID is missing

    /// <summary>Reads what a system says.</summary>
    /// <param name="readText">Gives the text of a file of it, links followed; null where there is none.</param>
    public static InstalledSoftware Read(Func<string, string?> readText)
    {
        ArgumentNullException.ThrowIfNull(readText);
        string release = readText("/etc/os-release") ?? readText("/usr/lib/os-release") ?? "";
        IReadOnlyDictionary<string, string> values = ShellAssignments.Parse(release.Split('\n', StringSplitOptions.TrimEntries));
        return new InstalledSoftware(
            values.GetValueOrDefault("ID", Unknown),
            values.GetValueOrDefault("VERSION_ID"),
            readText(DpkgStatus.Path) is { } status ? DpkgStatus.Parse(status) : null);
    }
}
