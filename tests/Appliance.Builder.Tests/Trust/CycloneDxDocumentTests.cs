using System.Text;
using System.Text.Json.Nodes;
using Appliance.Builder.Trust;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class CycloneDxDocumentTests
{
    [Fact]
    public void Write_Bill_IsValidByThePublishedSchema() => PublishedSchemas.CheckCycloneDx(CycloneDxDocument.Write(TrustBench.Bill));

    [Fact]
    public void Write_BillWithoutPackages_IsValidByThePublishedSchema()
        => PublishedSchemas.CheckCycloneDx(CycloneDxDocument.Write(TrustBench.Bill with { Software = [TrustBench.Debian with { Packages = null }] }));

    [Fact]
    public void PublishedSchema_ComponentWithoutType_RefusesIt()
        => Assert.False(PublishedSchemas.IsCycloneDx(Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(CycloneDxDocument.Write(TrustBench.Bill)).Replace("\"type\": \"library\",", "", StringComparison.Ordinal))));

    [Fact]
    public void Write_Package_NamesItsSource()
    {
        JsonNode component = JsonNode.Parse(CycloneDxDocument.Write(TrustBench.Bill))!["components"]![1]!;

        Assert.Equal(["amd64", "gcc-12", "12.2.0-14"], component["properties"]!.AsArray().Select(property => $"{property!["value"]}"));
    }

    [Fact]
    public void Write_Appliance_DependsOnEveryPackage()
    {
        JsonNode document = JsonNode.Parse(CycloneDxDocument.Write(TrustBench.Bill))!;

        Assert.Equal(document["components"]!.AsArray().Select(component => $"{component!["purl"]}"), document["dependencies"]![0]!["dependsOn"]!.AsArray().Select(name => $"{name}"));
    }
}
