using System.Text.Json.Nodes;
using Appliance.Guests.Inspection.Software;
using static Appliance.Builder.Trust.StableJson;

namespace Appliance.Builder.Trust;

/// <summary>Writes a bill of materials as CycloneDX 1.6 (ECMA-424): the appliance as its subject, a component for each package.</summary>
public static class CycloneDxDocument
{
    /// <summary>The text of it; the same bill gives the same bytes.</summary>
    public static byte[] Write(BillOfMaterials bill)
    {
        ArgumentNullException.ThrowIfNull(bill);
        string reference = $"{bill.Name}-{bill.Version}";
        return StableJson.Write(Object(
            ("bomFormat", "CycloneDX"),
            ("specVersion", "1.6"),
            ("serialNumber", $"urn:uuid:{bill.Identity}"),
            ("version", 1),
            ("metadata", Object(
                ("timestamp", bill.CreatedText),
                ("tools", Object(("components", List(Object(("type", "application"), ("name", "appliance"), ("version", bill.ToolVersion)))))),
                ("component", Object(
                    ("type", "operating-system"),
                    ("bom-ref", reference),
                    ("supplier", bill.Vendor is null ? null : Object(("name", bill.Vendor))),
                    ("name", bill.Name),
                    ("version", bill.Version),
                    ("description", bill.Description))))),
            ("components", List(bill.Packages.Select(billed => Describe(billed.Package, billed.Url)))),
            ("dependencies", List(Object(
                ("ref", reference), ("dependsOn", List(bill.Packages.Select(billed => (JsonNode)billed.Url))))))));
    }

    private static JsonObject Describe(InstalledPackage package, string url) => Object(
        ("type", "library"),
        ("bom-ref", url),
        ("supplier", package.Maintainer is null ? null : Object(("name", package.Maintainer))),
        ("name", package.Name),
        ("version", package.Version),
        ("description", package.Summary),
        ("purl", url),
        ("externalReferences", package.Homepage is null ? null : List(Object(("type", "website"), ("url", package.Homepage)))),
        ("properties", List(
            Object(("name", "dpkg:architecture"), ("value", package.Architecture)),
            Object(("name", "dpkg:source"), ("value", package.Source)),
            Object(("name", "dpkg:source-version"), ("value", package.SourceVersion)))));
}
