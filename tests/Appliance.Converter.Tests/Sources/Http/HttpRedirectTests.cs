using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

public sealed class HttpRedirectTests
{
    private readonly Fetch _fetch = new();

    [Theory]
    [InlineData(301, "/files/x.ova")]
    [InlineData(302, "files/x.ova")]
    [InlineData(303, "?id=5")]
    [InlineData(307, "/x#part")]
    [InlineData(308, "./y")]
    public async Task OpenAsync_ARedirectOnTheServer_IsFollowed(int status, string target)
    {
        var file = new ServedFile([1, 2, 3]);
        await using var server = new WebServer(
            exchange => exchange.Number == 1 ? exchange.StatusAsync(status, $"Location: {target}") : file.AnswerAsync(exchange));

        Assert.Equal([1, 2, 3], await _fetch.ReadAllAsync(server["/latest"]));
        Assert.Equal(new Uri(server["/latest"], target).PathAndQuery, server.Requests.Last().Path);
    }

    [Fact]
    public async Task OpenAsync_ACircle_IsLeftAfterTenTurns()
    {
        await using var server = new WebServer(exchange => exchange.StatusAsync(302, $"Location: /{exchange.Number % 2}"));

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => _fetch.OpenAsync(server["/0"]));

        Assert.Contains("more than 10 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(11, server.Requests.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "\"file\"")]
    [InlineData("ftp://127.0.0.1/x", "\"ftp\"")]
    [InlineData("javascript:alert(1)", "\"javascript\"")]
    [InlineData("//", "no URL")]
    [InlineData(null, "does not say where")]
    public async Task OpenAsync_ARedirectOutOfHttp_IsRefused(string? target, string said)
    {
        await using var server = new WebServer(
            exchange => target is null ? exchange.StatusAsync(302) : exchange.StatusAsync(302, $"Location: {target}"));

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => _fetch.OpenAsync(server["/x"]));

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ARedirectFromHttpsToHttp_IsRefused()
    {
        using var authority = new TestAuthority();
        using var folder = new TemporaryFolder();
        var fetch = new Fetch { CertificateAuthorityFile = folder.Write("ca.pem", authority.Pem) };
        await using var plain = new WebServer(exchange => new ServedFile([1]).AnswerAsync(exchange));
        await using var secure = new WebServer(exchange => exchange.StatusAsync(302, $"Location: {plain["/x?token=1"]}"), authority.Issue());

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => fetch.OpenAsync(secure["/x"]));

        Assert.Contains($"from https to {plain["/x"]}, which is refused", e.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task OpenAsync_ARedirectToAnotherServer_GetsNoCredentials()
    {
        var file = new ServedFile([1]);
        await using var other = new WebServer(exchange => file.AnswerAsync(exchange));
        await using var server = new WebServer(exchange => exchange.Number == 1
            ? exchange.StatusAsync(302, "Location: /second")
            : exchange.StatusAsync(302, $"Location: http://them:theirs@localhost:{other["/"].Port}/third"));
        var url = new UriBuilder(server["/first"]) { UserName = "me", Password = "secret" };

        Assert.Equal([1], await _fetch.ReadAllAsync(url.Uri));

        Assert.All(server.Requests, request => Assert.Contains("Authorization", request.Headers.Keys));
        Assert.DoesNotContain("Authorization", Assert.Single(other.Requests).Headers.Keys);
    }

    [Fact]
    public async Task ReadAsync_ALinkThatExpires_IsAskedForAgainFromTheStart()
    {
        var file = new ServedFile(TestDisk.RandomBytes(10_000));
        bool expired = false;
        await using var server = new WebServer(async exchange =>
        {
            if (exchange.Path == "/start")
            {
                await exchange.StatusAsync(302, expired ? "Location: /signed?2" : "Location: /signed?1");
            }
            else if (exchange.Path == "/signed?1" && expired)
            {
                await exchange.StatusAsync(403);
            }
            else
            {
                await file.AnswerAsync(exchange, expired ? int.MaxValue : 5000);
                expired = true;
            }
        });

        await _fetch.HoldsAsync(file.Content, server["/start"]);
        Assert.Equal(["/start", "/signed?1", "/signed?1", "/start", "/signed?2"], server.Requests.Select(request => request.Path));
    }
}
