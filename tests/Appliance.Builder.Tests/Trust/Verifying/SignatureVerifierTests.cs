using Appliance.Formats.Verification;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust.Verifying;

public sealed class SignatureVerifierTests
{
    [NeedsToolFact("openssl")]
    public async Task Verify_SignerIsTrusted_IsNoted()
    {
        using var bench = new SigningBench();
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync());

        Assert.Equal(["Note: build-signer"], await built.VerifyAsync(TrustedSigners.Read(bench.Certificate), withNotes: true));
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_AuthorityOfTheSignerIsTrusted_IsNoted()
    {
        using var bench = new SigningBench();
        Tool.Run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Leaf", "-keyout", bench.Folder["leaf.key"], "-out", bench.Folder["leaf.csr"]);
        Tool.Run("openssl", "x509", "-req", "-in", bench.Folder["leaf.csr"], "-CA", bench.Certificate, "-CAkey", bench.Key, "-CAcreateserial", "-days", "30", "-out", bench.Folder["leaf.pem"]);
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync(bench.Folder["leaf.key"], certificate: bench.Folder["leaf.pem"]));

        Assert.Equal(["Note: build-signer"], await built.VerifyAsync(TrustedSigners.Read(bench.Certificate), withNotes: true));
        Assert.Equal(["Note: build-signer"], await built.VerifyAsync(TrustedSigners.Read(bench.Folder["leaf.pem"]), withNotes: true));
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_NobodyIsNamed_WarnsOfAStranger()
    {
        using var bench = new SigningBench();
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync());

        Assert.Equal(["Warning: build-signer"], await built.VerifyAsync());
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_AnotherIsTrusted_IsAnError()
    {
        using SigningBench bench = new(), other = new();
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync());

        Assert.Equal(["Error: build-signer"], await built.VerifyAsync(TrustedSigners.Read(other.Certificate)));
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_DigestsForged_IsAnError()
    {
        using var bench = new SigningBench();
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync());
        await File.AppendAllTextAsync(built.Manifest, "\n");

        Assert.Equal(["Error: build-signature"], await built.VerifyAsync(TrustedSigners.Read(bench.Certificate)));
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_CertificateIsGone_IsAnError()
    {
        using var bench = new SigningBench();
        using BuiltFolder built = await BuiltFolder.WriteAsync(await bench.OpenAsync());
        File.Delete(built.Folder[$"{BuiltFolder.Name}.pem"]);

        Assert.Contains("Error: build-signature", await built.VerifyAsync());
    }

    [NeedsToolFact("openssl")]
    public async Task Verify_NotSignedButSomebodyIsTrusted_IsAnError()
    {
        using var bench = new SigningBench();
        using BuiltFolder built = await BuiltFolder.WriteAsync();

        Assert.Equal(["Error: build-unsigned"], await built.VerifyAsync(TrustedSigners.Read(bench.Certificate)));
    }
}
