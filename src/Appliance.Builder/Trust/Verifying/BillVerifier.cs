using System.Text.Json;
using Appliance.Formats.Verification;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Trust.Verifying;

/// <summary>Checks that bills of materials are such, and are those of a build.</summary>
/// <param name="folder">The folder of the build.</param>
/// <param name="stem">What the names of its files begin with: <c>web-1.2</c>.</param>
/// <param name="findings">Takes what does not hold.</param>
public sealed class BillVerifier(string folder, string stem, FindingList findings)
{
    private const string Invalid = "sbom-invalid";
    private const string Packages = "sbom-packages";
    private const int MostNamed = 5;

    /// <summary>Checks those that are there, and that they agree.</summary>
    /// <param name="whole">The files that are there and are what was written.</param>
    /// <returns>The packages that they name; null where there is no bill.</returns>
    public IReadOnlySet<string>? Verify(IReadOnlySet<string> whole)
    {
        HashSet<string>? spdx = Read(whole, $"{stem}.spdx.json", ReadSpdx), cyclonedx = Read(whole, $"{stem}.cdx.json", ReadCycloneDx);
        if (spdx is not null && cyclonedx is not null)
        {
            Compare($"{stem}.cdx.json", cyclonedx, spdx, $"{stem}.spdx.json", findings);
        }
        else if (spdx is null && cyclonedx is null)
        {
            findings.Note("sbom-missing", stem, offset: null, "has no bill of materials");
        }

        return spdx ?? cyclonedx;
    }

    /// <summary>Checks that bills name what is installed.</summary>
    /// <param name="named">The packages that they name.</param>
    /// <param name="installed">What is installed in each machine.</param>
    /// <param name="output">The package of machines that it was read from.</param>
    /// <param name="findings">Takes what does not hold.</param>
    public static void CheckPackages(IReadOnlySet<string> named, IEnumerable<InstalledSoftware> installed, string output, FindingList findings)
    {
        HashSet<string> there = [.. installed.SelectMany(software => (software.Packages ?? []).Select(package => PackageUrl.Of(package, software)))];
        Compare("bill of materials", named, there, output, findings);
    }

    private HashSet<string>? Read(IReadOnlySet<string> whole, string name, Func<JsonElement, HashSet<string>> read)
        => whole.Contains(name) ? ProofFile.Read(folder, name, Invalid, findings, read) : null;

    private HashSet<string> ReadSpdx(JsonElement document)
    {
        ProofFile.Demand(document, "spdxVersion", "SPDX-2.3");
        ProofFile.Demand(document, "name", stem);
        return [.. document.GetProperty("packages").EnumerateArray().Where(package => package.TryGetProperty("externalRefs", out _))
            .SelectMany(package => package.GetProperty("externalRefs").EnumerateArray())
            .Where(reference => reference.GetProperty("referenceType").GetString() == "purl").Select(reference => reference.GetProperty("referenceLocator").GetString()!)];
    }

    private HashSet<string> ReadCycloneDx(JsonElement document)
    {
        ProofFile.Demand(document, "bomFormat", "CycloneDX");
        ProofFile.Demand(document.GetProperty("metadata").GetProperty("component"), "bom-ref", stem);
        return [.. document.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("purl").GetString()!)];
    }

    private static void Compare(string file, IReadOnlySet<string> named, IReadOnlySet<string> other, string otherName, FindingList findings)
    {
        Tell(file, [.. named.Except(other)], $"names what is not in {otherName}", findings);
        Tell(file, [.. other.Except(named)], $"does not name what is in {otherName}", findings);
    }

    private static void Tell(string file, string[] packages, string problem, FindingList findings)
    {
        if (packages.Length > 0)
        {
            string rest = packages.Length > MostNamed ? $" and {packages.Length - MostNamed} more" : "";
            findings.Error(Packages, file, offset: null, $"{problem}: {string.Join(", ", packages.Order(StringComparer.Ordinal).Take(MostNamed))}{rest}");
        }
    }
}
