using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Distributions;

/// <summary>Tells the distribution: from os-release (os-release(5)), or from the files that stood in its place before 2012.</summary>
internal static class DistributionReader
{
    private const string UnknownId = "linux"; // what os-release(5) says where ID is missing

    private static readonly string[] OsReleases = ["/etc/os-release", "/usr/lib/os-release"];

    /// <summary>All files that are looked at.</summary>
    public static IEnumerable<string> Paths => [.. OsReleases, .. LegacyReleases.Paths];

    /// <summary>The distribution; null where no file tells any.</summary>
    public static LinuxDistribution? Read(GuestTree tree)
        => GuestText.FirstFile(tree, OsReleases) is { } path ? ReadOsRelease(ShellAssignments.Read(tree, path)) : LegacyReleases.Read(tree);

    private static LinuxDistribution ReadOsRelease(IReadOnlyDictionary<string, string> values)
    {
        string name = NonEmpty(values, "NAME") ?? "Linux";
        string? version = NonEmpty(values, "VERSION_ID");
        string product = NonEmpty(values, "PRETTY_NAME") ?? $"{name} {NonEmpty(values, "VERSION") ?? version}".TrimEnd();
        string[] like = values.GetValueOrDefault("ID_LIKE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new LinuxDistribution(
            GuestText.Short(NonEmpty(values, "ID") ?? UnknownId), GuestText.Short(product), version is null ? null : GuestText.Short(version), like);
    }

    private static string? NonEmpty(IReadOnlyDictionary<string, string> values, string key)
        => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
}
