using System.Net;
using System.Net.Sockets;
using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

public sealed class HttpResourceTests
{
    private readonly Fetch _fetch = new();

    [Theory]
    [InlineData(true, null, 5000L)]
    [InlineData(false, null, 5000L)]
    [InlineData(false, 100, null)]
    public async Task OpenAsync_AFile_TellsLengthAndRanges(bool hasRanges, int? chunkSize, long? length)
    {
        var file = new ServedFile(TestDisk.RandomBytes(5000)) { HasRanges = hasRanges, ChunkSize = chunkSize ?? 0 };
        await using var server = new WebServer(exchange => file.AnswerAsync(exchange));

        using HttpResource resource = await _fetch.OpenAsync(server["/a/disk.vmdk"]);

        Assert.Equal("disk.vmdk", resource.Name);
        Assert.Equal(hasRanges, resource.HasRanges);
        Assert.Equal(length, resource.Length);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401, "wants a user name")]
    [InlineData(403, "forbids")]
    [InlineData(404, "no such file")]
    [InlineData(405, "makes no sense")]
    [InlineData(407, "proxy")]
    [InlineData(410, "no such file")]
    [InlineData(204, "makes no sense")]
    [InlineData(501, "failed")]
    public async Task OpenAsync_AFinalStatus_FailsAtOnce(int status, string said)
    {
        await using var server = new WebServer(exchange => exchange.StatusAsync(status));

        HttpSourceException e = await FailsAsync(server["/x.ova"]);

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.Contains($"(HTTP {status})", e.Message, StringComparison.Ordinal);
        Assert.Equal(status, (int?)e.Status);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task OpenAsync_AnOverloadedServer_TriesAgain(int status)
    {
        var file = new ServedFile([1, 2, 3]);
        await using var server = new WebServer(exchange => exchange.Number <= 2 ? exchange.StatusAsync(status) : file.AnswerAsync(exchange));

        Assert.Equal([1, 2, 3], await _fetch.ReadAllAsync(server["/x"]));
        Assert.Equal(2, _fetch.Warnings.Count);
    }

    [Fact]
    public async Task OpenAsync_AServerThatStaysOverloaded_GivesUpAfterLongerAndLongerWaits()
    {
        await using var server = new WebServer(exchange => exchange.StatusAsync(503));

        HttpSourceException e = await FailsAsync(server["/x"]);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, e.Status);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal([1, 2, 4, 8, 16], Delays());
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("86400", 60)]
    public async Task OpenAsync_RetryAfter_IsHeededWithinReason(string asked, int waited)
    {
        var file = new ServedFile([1]);
        await using var server = new WebServer(
            exchange => exchange.Number == 1 ? exchange.StatusAsync(429, $"Retry-After: {asked}") : file.AnswerAsync(exchange));

        Assert.Equal([1], await _fetch.ReadAllAsync(server["/x"]));
        Assert.Equal([waited], Delays());
    }

    [Fact]
    public async Task OpenAsync_AServerThatSaysNothing_GivesUp()
    {
        var fetch = new Fetch { StallTimeout = TimeSpan.FromSeconds(60) };
        await using var server = new WebServer(exchange => exchange.FallSilentAsync());

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => fetch.OpenAsync(server["/x"]));

        Assert.Contains("nothing came from the server for 60 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, fetch.Warnings.Count);
    }

    [Fact]
    public async Task OpenAsync_NobodyListens_FailsAtOnce()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        HttpSourceException e = await FailsAsync(new Uri($"http://127.0.0.1:{port}/x"));

        Assert.Contains("no connection", e.Message, StringComparison.Ordinal);
        Assert.Empty(_fetch.Warnings);
    }

    [Fact]
    public async Task OpenAsync_NoHandshakeInTime_FailsAtOnce()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x");
        var options = new HttpSourceOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300), Proxy = new WebProxy() };

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => HttpResource.OpenAsync(url, options, default));

        Assert.Contains("no connection within 0.3 s", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc", "Content-Encoding \"gzip\"")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: text/html; charset=utf-8\r\n\r\nabc", "a web page")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nabc", "does not tell how long")]
    [InlineData("HTTP/1.1 206 Part\r\nContent-Length: 3\r\nContent-Range: bytes 5-7/10\r\n\r\nabc", "does not start at byte 0")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc", "")]
    public async Task OpenAsync_AnAnswerThatIsNoFile_IsRefused(string answer, string said)
    {
        await using var server = new WebServer(async exchange =>
        {
            await exchange.WriteAsync(answer);
            exchange.HangUp();
        });

        Assert.Contains(said, (await FailsAsync(server["/x"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_AHeadWithoutEnd_IsRefused()
    {
        await using var server = new WebServer(async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await exchange.WriteAsync($"X-More: {new string('x', 1000)}\r\n");
            }
        });

        Assert.Contains("too long", (await FailsAsync(server["/x"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_SecretsInTheUrl_AreSentAndNeverShown()
    {
        await using var server = new WebServer(exchange => exchange.StatusAsync(401));
        var url = new UriBuilder(server["/dir/x.ova"]) { UserName = "me", Password = "se%40cret", Query = "?token=hidden" };

        HttpSourceException e = await FailsAsync(url.Uri);

        Assert.Equal($"{server["/dir/x.ova"]}: the server does not accept the user name and the password of the URL (HTTP 401)", e.Message);
        WebExchange request = Assert.Single(server.Requests);
        Assert.Equal("/dir/x.ova?token=hidden", request.Path);
        Assert.Equal("Basic " + Convert.ToBase64String("me:se@cret"u8), request.Headers["Authorization"]);
        Assert.Equal("identity", request.Headers["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("/a/My%20disk%E2%82%AC.vmdk?x=1#part", "My disk€.vmdk")]
    [InlineData("/", "localhost")]
    [InlineData("/folder/", "folder")]
    [InlineData("/..%2F..%2Fetc%2Fpasswd", ".._.._etc_passwd")]
    [InlineData("/a%0Ab%1B%5B31m", "a?b?[31m")]
    public async Task Name_APath_IsItsLastPartDecodedAndPrintable(string path, string name)
    {
        var file = new ServedFile([1]);
        await using var server = new WebServer(exchange => file.AnswerAsync(exchange));

        using HttpResource resource = await _fetch.OpenAsync(server[path]);

        Assert.Equal(name, resource.Name);
    }

    [Theory]
    [InlineData("ftp://host/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("relative/path")]
    public async Task OpenAsync_AnotherScheme_IsAMistakeOfTheCaller(string url)
        => await Assert.ThrowsAsync<OptionException>(() => _fetch.OpenAsync(new Uri(url, UriKind.RelativeOrAbsolute)));

    [Theory]
    [InlineData("https://host/x.ova", true)]
    [InlineData("HTTP://host", true)]
    [InlineData("http://", false)]
    [InlineData("disk.vmdk", false)]
    [InlineData("/path/http://x", false)]
    [InlineData("ftp://host/x", false)]
    public void TryParse_AnArgument_TellsUrlsFromPaths(string source, bool isUrl)
        => Assert.Equal(isUrl, HttpResource.TryParse(source, out _));

    [Fact]
    public async Task OpenAsync_AnEmptyFile_HasNoBytes()
    {
        var file = new ServedFile([]);
        await using var server = new WebServer(exchange => file.AnswerAsync(exchange));

        Assert.Empty(await _fetch.ReadAllAsync(server["/x"]));
    }

    [Fact]
    public async Task OpenAsync_AProxy_IsAskedForTheWholeUrl()
    {
        var file = new ServedFile([1, 2]);
        await using var proxy = new WebServer(exchange => file.AnswerAsync(exchange));
        var options = new HttpSourceOptions { Proxy = new WebProxy(proxy["/"]) };

        using HttpResource resource = await HttpResource.OpenAsync(new Uri("http://example.invalid/x.ova"), options, default);

        Assert.Equal(2, resource.Length);
        Assert.Equal("http://example.invalid/x.ova", Assert.Single(proxy.Requests).Path);
    }

    private Task<HttpSourceException> FailsAsync(Uri url) => Assert.ThrowsAsync<HttpSourceException>(() => _fetch.OpenAsync(url));

    private int[] Delays() => [.. _fetch.Time.Waits.Where(wait => wait < TimeSpan.FromMinutes(2)).Select(wait => (int)wait.TotalSeconds)];
}
