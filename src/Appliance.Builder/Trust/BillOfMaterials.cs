using Appliance.Formats.IO;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Trust;

/// <summary>What a bill of materials tells, whichever its format.</summary>
/// <param name="Name">The appliance.</param>
/// <param name="Version">Its version.</param>
/// <param name="Software">What is installed in each of its machines.</param>
/// <param name="Created">When it was built, by SOURCE_DATE_EPOCH.</param>
/// <param name="ToolVersion">The version of this program.</param>
public sealed record BillOfMaterials(string Name, string Version, IReadOnlyList<InstalledSoftware> Software, DateTimeOffset Created, string ToolVersion)
{
    /// <summary>What it is, in words; null where the template does not say.</summary>
    public string? Description { get; init; }

    /// <summary>Who sells or gives it; null where the template does not say.</summary>
    public string? Vendor { get; init; }

    /// <summary>The packages and their URLs, each once; none where there is no database of them.</summary>
    internal IReadOnlyList<(InstalledPackage Package, string Url)> Packages =>
        [.. Software.SelectMany(software => (software.Packages ?? []).Select(package => (Package: package, Url: PackageUrl.Of(package, software)))).DistinctBy(billed => billed.Url)];

    /// <summary>When it was built, as both formats write it.</summary>
    internal string CreatedText => Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>Both formats want an identity of each document: it follows from what the document says.</summary>
    internal Guid Identity => SeededGuid.Create(
        "bill of materials", Name, Version, CreatedText, string.Join('\n', Packages.Select(billed => billed.Url)));
}
