using System.Text.Json.Nodes;
using Appliance.Builder.Trust;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class SpdxDocumentTests
{
    private static JsonNode Document => JsonNode.Parse(SpdxDocument.Write(TrustBench.Bill))!;

    [Fact]
    public void Write_Bill_IsValidByThePublishedSchema() => PublishedSchemas.CheckSpdx(SpdxDocument.Write(TrustBench.Bill));

    [Fact]
    public void Write_SameBillTwice_GivesTheSameBytes() => Assert.Equal(SpdxDocument.Write(TrustBench.Bill), SpdxDocument.Write(TrustBench.Bill with { }));

    [Fact]
    public void Write_OtherPackages_HaveAnotherNamespace()
    {
        JsonNode other = JsonNode.Parse(SpdxDocument.Write(TrustBench.Bill with { Software = [TrustBench.Debian with { Packages = [] }] }))!;

        Assert.NotEqual($"{Document["documentNamespace"]}", $"{other["documentNamespace"]}");
    }

    [Fact]
    public void Write_Package_IsFoundByItsPurl()
        => Assert.Equal(
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12&upstream=gcc-12%4012.2.0-14",
            $"{Document["packages"]![2]!["externalRefs"]![0]!["referenceLocator"]}");

    [Fact]
    public void Write_Creation_IsTheTimeOfTheBuild() => Assert.Equal("2023-11-14T22:13:20Z", $"{Document["creationInfo"]!["created"]}");

    [Fact]
    public void Write_EveryPackage_IsContainedInTheAppliance()
        => Assert.Equal(
            Document["packages"]!.AsArray().Skip(1).Select(package => $"{package!["SPDXID"]}"),
            Document["relationships"]!.AsArray().Where(relation => $"{relation!["relationshipType"]}" == "CONTAINS").Select(relation => $"{relation!["relatedSpdxElement"]}"));
}
