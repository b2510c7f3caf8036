using Appliance.Builder.Trust;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust;

public sealed class OpenSslSignerTests
{
    private static readonly byte[] Content = "digests"u8.ToArray();

    [NeedsToolFact("openssl")]
    public async Task Sign_KeyInAFile_OpenSslAgrees()
    {
        using var bench = new SigningBench();
        OpenSslSigner signer = await bench.OpenAsync();

        byte[] signature = await signer.SignAsync(Content, CancellationToken.None);

        Assert.True(bench.IsSignature(signature, Content));
        Assert.False(bench.IsSignature(signature, [.. Content, 0]));
        Assert.Equal((signer.SignatureSize, SigningBench.Subject), (signature.Length, signer.Signer));
    }

    [NeedsToolFact("openssl")]
    public async Task Sign_KeyWithPasswordInAFile_OpenSslAgrees()
    {
        using var bench = new SigningBench();
        string locked = Lock(bench);

        byte[] signature = await (await bench.OpenAsync(locked, $"file:{bench.Folder.Write("password", "secret")}")).SignAsync(Content, CancellationToken.None);

        Assert.True(bench.IsSignature(signature, Content));
    }

    [NeedsToolFact("openssl")]
    public async Task Open_KeyWithPasswordThatNobodyGives_SaysWhereToGiveIt()
    {
        using var bench = new SigningBench();

        IOException e = await Assert.ThrowsAsync<IOException>(() => bench.OpenAsync(Lock(bench)));

        Assert.Contains("env:NAME or file:PATH", e.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("openssl")]
    public async Task Open_PasswordItself_IsRefused()
    {
        using var bench = new SigningBench();

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => bench.OpenAsync(password: "pass:secret"));

        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("openssl")]
    public async Task Open_PinInTheUri_IsRefused()
    {
        using var bench = new SigningBench();

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => bench.OpenAsync("pkcs11:token=a?pin-value=1234"));

        Assert.DoesNotContain("1234", e.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("openssl")]
    public async Task Open_CertificateOfAnotherKey_IsRefused()
    {
        using var bench = new SigningBench();
        bench.MakeKey("other.pem", "other.cert");

        await Assert.ThrowsAsync<ArgumentException>(() => bench.OpenAsync(certificate: bench.Folder["other.cert"]));
    }

    [NeedsToolFact("openssl")]
    public async Task Open_KeyOfEllipticCurves_IsRefused()
    {
        using var bench = new SigningBench();
        bench.MakeKey("ec.pem", "ec.cert", "ec -pkeyopt ec_paramgen_curve:P-256");

        await Assert.ThrowsAsync<ArgumentException>(() => bench.OpenAsync(bench.Folder["ec.pem"], certificate: bench.Folder["ec.cert"]));
    }

    [NeedsToolFact("openssl")]
    public async Task Certificates_FileWithThePrivateKeyToo_LeaveItOut()
    {
        using var bench = new SigningBench();
        string both = bench.Folder.Write("both.pem", File.ReadAllText(bench.Key) + File.ReadAllText(bench.Certificate));

        OpenSslSigner signer = await bench.OpenAsync(certificate: both);

        Assert.DoesNotContain("PRIVATE", signer.Certificates, StringComparison.Ordinal);
    }

    private static string Lock(SigningBench bench)
    {
        Tool.Run("openssl", "rsa", "-in", bench.Key, "-aes256", "-passout", "pass:secret", "-out", bench.Folder["locked.pem"]);
        return bench.Folder["locked.pem"];
    }
}
