using System.Text;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ovf.Packages;

public sealed class CertificateFileTests
{
    [NeedsToolTheory("openssl")]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public void Verify_SignedByOpenSsl_Holds(string algorithm)
    {
        using var folder = new TemporaryFolder();
        byte[] manifest = Encoding.UTF8.GetBytes("SHA256(a.ovf)= 00\n");
        byte[] file = Signing.Sign(folder, "a.mf", manifest, algorithm);

        using CertificateFile certificate = CertificateFile.Parse(file, "a.cert");

        Assert.Equal("a.mf", certificate.ManifestName);
        Assert.Equal("CN=Some Signer", certificate.Signer);
        certificate.Verify(manifest);
        Assert.NotNull(certificate.FindDistrust());
    }

    [NeedsToolFact("openssl")]
    public void Verify_ManifestWasChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] manifest = Encoding.UTF8.GetBytes("SHA256(a.ovf)= 00\n");
        using CertificateFile certificate = CertificateFile.Parse(Signing.Sign(folder, "a.mf", manifest), "a.cert");
        manifest[3]++;

        Assert.Throws<InvalidImageException>(() => certificate.Verify(manifest));
    }

    [NeedsToolFact("openssl")]
    public void Parse_DamagedAnywhere_GivesAnImageExceptionOrNoMatch()
    {
        using var folder = new TemporaryFolder();
        byte[] manifest = Encoding.UTF8.GetBytes("SHA256(a.ovf)= 00\n");
        byte[] good = Signing.Sign(folder, "a.mf", manifest);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            Exception? e = Record.Exception(() => ParseAndVerify(bad, manifest));
            Assert.True(e is null or ImageException, e?.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("SHA256(a.mf)= 00")]
    [InlineData("SHA256(a.mf)= 00\n")]
    [InlineData("SHA256(a.mf)= 00\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("SHA256(../a.mf)= 00\n")]
    public void Parse_Broken_IsRefused(string text)
        => Assert.Throws<InvalidImageException>(() => CertificateFile.Parse(Encoding.UTF8.GetBytes(text), "a.cert"));

    [NeedsToolFact("openssl")]
    public void Verify_KeyOfAnotherKind_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using CertificateFile certificate = CertificateFile.Parse(Signing.Sign(folder, "a.mf", [1], key: "ec -pkeyopt ec_paramgen_curve:P-256"), "a.cert");

        Assert.Throws<UnsupportedImageException>(() => certificate.Verify([1]));
    }

    private static void ParseAndVerify(byte[] file, byte[] manifest)
    {
        using CertificateFile certificate = CertificateFile.Parse(file, "a.cert");
        certificate.Verify(manifest);
        certificate.FindDistrust();
    }
}
