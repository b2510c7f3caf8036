using System.Text.Json.Nodes;
using Appliance.Guests.Inspection.Software;
using static Appliance.Builder.Trust.StableJson;

namespace Appliance.Builder.Trust;

/// <summary>Writes a bill of materials as SPDX 2.3 (ISO/IEC 5962 is its 2.2.1): the appliance, and the packages that it contains.</summary>
public static class SpdxDocument
{
    private const string Document = "SPDXRef-DOCUMENT";
    private const string Appliance = "SPDXRef-Appliance";

    // Nobody has looked: licences are in files that bases leave out.
    private const string NoAssertion = "NOASSERTION";

    /// <summary>The text of it; the same bill gives the same bytes.</summary>
    public static byte[] Write(BillOfMaterials bill)
    {
        ArgumentNullException.ThrowIfNull(bill);
        return StableJson.Write(Object(
            ("spdxVersion", "SPDX-2.3"),
            ("dataLicense", "CC0-1.0"),
            ("SPDXID", Document),
            ("name", $"{bill.Name}-{bill.Version}"),
            ("documentNamespace", $"https://spdx.org/spdxdocs/{Uri.EscapeDataString($"{bill.Name}-{bill.Version}")}-{bill.Identity}"),
            ("creationInfo", Object(("created", bill.CreatedText), ("creators", List($"Tool: appliance-{bill.ToolVersion}")))),
            ("packages", List([Describe(bill), .. bill.Packages.Select(billed => Describe(billed.Package, billed.Url))])),
            ("relationships", List([Relate(Document, "DESCRIBES", Appliance), .. bill.Packages.Select(billed => Relate(Appliance, "CONTAINS", IdOf(billed.Package)))]))));
    }

    private static JsonObject Describe(BillOfMaterials bill) => Object(
        ("SPDXID", Appliance),
        ("name", bill.Name),
        ("versionInfo", bill.Version),
        ("supplier", bill.Vendor is null ? NoAssertion : $"Organization: {bill.Vendor}"),
        ("downloadLocation", NoAssertion),
        ("filesAnalyzed", false),
        ("licenseConcluded", NoAssertion),
        ("licenseDeclared", NoAssertion),
        ("copyrightText", NoAssertion),
        ("description", bill.Description),
        ("primaryPackagePurpose", "OPERATING_SYSTEM"));

    private static JsonObject Describe(InstalledPackage package, string url) => Object(
        ("SPDXID", IdOf(package)),
        ("name", package.Name),
        ("versionInfo", package.Version),
        ("supplier", package.Maintainer is null ? NoAssertion : $"Organization: {package.Maintainer.Replace('<', '(').Replace('>', ')')}"),
        ("downloadLocation", NoAssertion),
        ("filesAnalyzed", false),
        ("homepage", package.Homepage),
        ("sourceInfo", $"built from the source package {package.Source} {package.SourceVersion}"),
        ("licenseConcluded", NoAssertion),
        ("licenseDeclared", NoAssertion),
        ("copyrightText", NoAssertion),
        ("summary", package.Summary),
        ("externalRefs", List(Object(
            ("referenceCategory", "PACKAGE-MANAGER"), ("referenceType", "purl"), ("referenceLocator", url)))));

    private static JsonObject Relate(string from, string how, string to)
        => Object(("spdxElementId", from), ("relationshipType", how), ("relatedSpdxElement", to));

    // Letters, digits, dots and dashes are all that it may have. Machines of one appliance may have the same package in two versions.
    private static string IdOf(InstalledPackage package)
        => $"SPDXRef-Package-{string.Concat($"{package.Name}-{package.Version}-{package.Architecture}".Select(c => c == '+' ? "plus" : char.IsAsciiLetterOrDigit(c) || c == '.' ? $"{c}" : "-"))}";
}
