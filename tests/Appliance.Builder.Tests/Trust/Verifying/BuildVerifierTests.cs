using Appliance.Builder.Trust.Verifying;
using Appliance.Formats.Verification;
using Xunit;

namespace Appliance.Builder.Tests.Trust.Verifying;

public sealed class BuildVerifierTests
{
    [Fact]
    public async Task Verify_WholeBuild_FindsNothingButThatItIsNotSigned()
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync();

        Assert.Equal(["Note: build-unsigned"], await built.VerifyAsync(withNotes: true));
    }

    [Fact]
    public async Task Verify_OutputChanged_IsAnError()
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync();
        built.Folder.Write($"{BuiltFolder.Name}.xva", "outpux");

        Assert.Equal(["Error: build-digest"], await built.VerifyAsync());
    }

    [Fact]
    public async Task Verify_OutputIsGone_IsAnError()
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync();
        File.Delete(built.Folder[$"{BuiltFolder.Name}.xva"]);

        Assert.Equal(["Error: build-missing"], await built.VerifyAsync());
    }

    [Fact]
    public async Task Verify_OutputForgedWithItsDigest_IsOfAnotherProvenance()
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync();
        await built.ForgeAsync(".xva", "output", "other");

        Assert.Equal(["Error: provenance-subject"], await built.VerifyAsync());
    }

    [Theory]
    [InlineData(".spdx.json", "SPDX-2.3", "SPDX-1.0", "Error: sbom-invalid")]
    [InlineData(".spdx.json", "{", "[", "Error: sbom-invalid")]
    [InlineData(".spdx.json", "\"web-1.2\"", "\"db-1.2\"", "Error: sbom-invalid")] // the bill of another appliance
    [InlineData(".spdx.json", "base-files@1:12.4", "base-files@1:12.5", "Error: sbom-packages Error: sbom-packages")]
    [InlineData(".cdx.json", "\"bomFormat\"", "\"format\"", "Error: sbom-invalid")]
    [InlineData(".cdx.json", "\"components\": [", "\"components\": 1, \"x\": [", "Error: sbom-invalid")]
    [InlineData(".provenance.json", "provenance/v1", "provenance/v9", "Error: provenance-invalid")]
    [InlineData(".provenance.json", "web-1.2.xva", "web-1.2.ova", "Error: provenance-subject Error: provenance-subject")]
    [InlineData(".provenance.json", "\"builder\"", "\"maker\"", "Error: provenance-invalid")]
    public async Task Verify_ForgedDocument_IsAnError(string extension, string text, string other, string codes)
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync();
        await built.ForgeAsync(extension, text, other);

        Assert.Equal(codes, string.Join(' ', await built.VerifyAsync()));
    }

    [Fact]
    public async Task Verify_NoBills_IsNoted()
    {
        using BuiltFolder built = await BuiltFolder.WriteAsync(hasBills: false);

        Assert.Contains("Note: sbom-missing", await built.VerifyAsync(withNotes: true));
    }

    [Fact]
    public void CheckPackages_SystemHasMore_IsAnError()
    {
        var findings = new FindingList();

        BillVerifier.CheckPackages(new HashSet<string>(), [TrustBench.Debian], "web.xva", findings);

        Assert.Contains("libstdc", Assert.Single(findings).Message, StringComparison.Ordinal);
    }
}
