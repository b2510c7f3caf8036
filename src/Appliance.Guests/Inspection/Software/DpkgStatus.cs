namespace Appliance.Guests.Inspection.Software;

/// <summary>The database of dpkg: paragraphs of fields, <c>Name: value</c>, whose further lines are indented (deb822(5), dpkg(1)).</summary>
public static class DpkgStatus
{
    /// <summary>Where it is.</summary>
    public const string Path = "/var/lib/dpkg/status";

    // "want flag state": a package that was removed stays in the database with its configuration.
    private const string Installed = " installed";

    /// <summary>Reads the packages that are installed, by name and architecture.</summary>
    /// <param name="text">All of the database.</param>
    public static IReadOnlyList<InstalledPackage> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Paragraphs(text).Select(Read).OfType<InstalledPackage>()
            .OrderBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Architecture, StringComparer.Ordinal)];
    }

    private static IEnumerable<Dictionary<string, string>> Paragraphs(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Trim().Length == 0 && fields.Count > 0)
            {
                yield return fields;
                fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            }
            else if (colon > 0 && !char.IsWhiteSpace(line[0]))
            {
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        if (fields.Count > 0)
        {
            yield return fields;
        }
    }

    private static InstalledPackage? Read(Dictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("Status")?.EndsWith(Installed, StringComparison.Ordinal) != true
            || fields.GetValueOrDefault("Package") is not { Length: > 0 } name || fields.GetValueOrDefault("Version") is not { Length: > 0 } version)
        {
            return null;
        }

        // "Source: glibc (2.36-9)", with a version only where it differs.
        string[] source = fields.GetValueOrDefault("Source", name).Split(' ', 2);
        return new InstalledPackage(name, version, fields.GetValueOrDefault("Architecture", "all"))
        {
            Source = source[0],
            SourceVersion = source.Length > 1 ? source[1].Trim('(', ')') : version,
            Maintainer = fields.GetValueOrDefault("Maintainer"),
            Homepage = fields.GetValueOrDefault("Homepage"),
            Summary = fields.GetValueOrDefault("Description"),
        };
    }
}
