using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class SignedPackageTests
{
    [NeedsToolTheory("openssl", "sha256sum", "tar")]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public async Task Ova_Signed_PassesTheDocumentedCommands(OvfDialect dialect)
    {
        using var bench = new SigningBench();
        await WriteAsync(new OvaTarget(bench.Folder["web.ova"], dialect, new WriteOptions { Signer = await bench.OpenAsync() }));

        (int code, string output, string error) = DocumentedCommands.Run("mf.sig", bench.Folder, "web");

        Assert.True(code == 0, output + error);
        Assert.Contains("web.ovf: OK", output, StringComparison.Ordinal);
    }

    [NeedsToolTheory("openssl", "tar")]
    [InlineData(OvfDialect.Xen, "web.ovf web-disk1.vhd web.mf web.cert")]
    [InlineData(OvfDialect.Vmware, "web.ovf web.mf web.cert web-disk1.vmdk")]
    public async Task Ova_Signed_HasTheSignatureBehindItsManifest(OvfDialect dialect, string members)
    {
        using var bench = new SigningBench();

        await WriteAsync(new OvaTarget(bench.Folder["web.ova"], dialect, new WriteOptions { Signer = await bench.OpenAsync() }));

        Assert.Equal(members.Split(' '), Tool.Run("tar", "-tf", bench.Folder["web.ova"]).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [NeedsToolFact("openssl")]
    public async Task Ovf_Signed_IsVerifiedByItsReader()
    {
        using var bench = new SigningBench();

        await WriteAsync(new OvfTarget(bench.Folder["web.ovf"], OvfDialect.Xen, new WriteOptions { Signer = await bench.OpenAsync() }));

        using CertificateFile certificate = CertificateFile.Parse(File.ReadAllBytes(bench.Folder["web.cert"]), "web.cert");
        certificate.Verify(File.ReadAllBytes(bench.Folder["web.mf"]));
        Assert.Equal(("web.mf", SigningBench.Subject), (certificate.ManifestName, certificate.Signer));
    }

    private static async Task WriteAsync(IMachineTarget target)
    {
        await using (target)
        {
            await target.WriteAsync(MemorySource.Of(new TestDisk(TestDisk.RandomBytes(1 << 20))), progress: null, CancellationToken.None);
            await target.CommitAsync(CancellationToken.None);
        }
    }
}
