using System.Security.Cryptography.X509Certificates;
using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

public sealed class HttpTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();

    private Fetch Trusting => new() { CertificateAuthorityFile = _folder.Write("ca.pem", _authority.Pem) };

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenAsync_ACertificateOfAKnownAuthority_IsAccepted()
    {
        byte[] content = TestDisk.RandomBytes(300_000);
        await using Kestrel server = await Kestrel.StartAsync(content, _authority.Issue());

        await Trusting.HoldsAsync(content, Localhost(server));
    }

    [Fact]
    public async Task OpenAsync_AnAuthorityThatNobodyNamed_IsRefused()
        => await IsRefusedAsync(new Fetch(), _authority.Issue(), "--ca-file");

    [Fact]
    public async Task OpenAsync_ASelfSignedCertificate_IsRefused()
        => await IsRefusedAsync(Trusting, TestAuthority.IssueSelfSigned(), "UntrustedRoot");

    [Fact]
    public async Task OpenAsync_AnExpiredCertificate_IsRefused()
        => await IsRefusedAsync(Trusting, _authority.Issue(validDays: -1), "NotTimeValid");

    [Fact]
    public async Task OpenAsync_ACertificateOfAnotherHost_IsRefused()
        => await IsRefusedAsync(Trusting, _authority.Issue("elsewhere.example"), "RemoteCertificateNameMismatch");

    [Fact]
    public async Task OpenAsync_AServerWithoutTls_IsRefused()
    {
        await using var server = new WebServer(exchange => exchange.StatusAsync(200));
        var url = new UriBuilder(server["/x"]) { Scheme = "https" };

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => Trusting.OpenAsync(url.Uri));

        Assert.Contains("no secure connection", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--ca-file", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task OpenAsync_AFileWithoutAuthorities_IsAMistakeOfTheCaller(string text)
    {
        var fetch = new Fetch { CertificateAuthorityFile = _folder.Write("none.pem", text) };

        var e = await Assert.ThrowsAsync<OptionException>(() => fetch.OpenAsync(new Uri("https://localhost:1/x")));

        Assert.Contains("--ca-file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ABrokenTlsConnection_IsResumed()
    {
        byte[] content = TestDisk.RandomBytes(2_000_000);
        await using Kestrel server = await Kestrel.StartAsync(content, _authority.Issue());
        int connections = 0;
        await using var relay = new CuttingRelay(server.Address.Port, () => connections++ < 4 ? 400_000 : int.MaxValue);
        Fetch fetch = Trusting;

        await fetch.HoldsAsync(content, new Uri($"https://localhost:{relay.Port}/x"));
        Assert.Equal(4, fetch.Warnings.Count);
    }

    private static Uri Localhost(Kestrel server) => new($"https://localhost:{server.Address.Port}/x");

    private static async Task IsRefusedAsync(Fetch fetch, X509Certificate2 certificate, string said)
    {
        await using var server = new WebServer(exchange => new ServedFile([1]).AnswerAsync(exchange), certificate);

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => fetch.OpenAsync(server["/x"]));

        Assert.Contains("no secure connection", e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(server.Requests);
        Assert.Empty(fetch.Warnings);
    }
}
