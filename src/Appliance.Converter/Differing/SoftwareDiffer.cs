using Appliance.Guests.Inspection.Software;

namespace Appliance.Converter.Differing;

/// <summary>Compares what is installed.</summary>
internal static class SoftwareDiffer
{
    /// <summary>The packages that differ, by name; several versions of one are told together.</summary>
    public static IReadOnlyList<PackageDifference> Compare(InstalledSoftware old, InstalledSoftware next)
    {
        Dictionary<(string Name, string Architecture), string> before = Versions(old), after = Versions(next);
        return [.. before.Keys.Union(after.Keys)
            .OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Architecture, StringComparer.Ordinal)
            .Select(key => new PackageDifference(key.Name, key.Architecture, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(difference => difference.OldVersion != difference.NewVersion)];
    }

    private static Dictionary<(string Name, string Architecture), string> Versions(InstalledSoftware software)
        => (software.Packages ?? []).GroupBy(package => (package.Name, package.Architecture))
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(package => package.Version).Order(StringComparer.Ordinal)));
}
