using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

/// <summary>Bytes of two versions of a file, or of two places in it, never become one.</summary>
public sealed class ChangedFileTests
{
    private const int Length = 100_000;
    private const int Cut = 40_000;

    private readonly Fetch _fetch = new();
    private readonly ServedFile _file = new(TestDisk.RandomBytes(Length));

    [Fact]
    public async Task ReadAsync_AnotherVersionUnderANewTag_IsRefused()
        => Assert.Contains("its ETag is another one now", await ResumeAsync(exchange =>
        {
            _file.Content = TestDisk.RandomBytes(Length, seed: 2);
            _file.Tag = "\"v2\"";
            return _file.AnswerAsync(exchange);
        }), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_AnotherVersionWithANewTime_IsRefused()
    {
        _file.Tag = null;
        Assert.Contains("it was modified meanwhile", await ResumeAsync(exchange =>
        {
            _file.Modified = "Mon, 02 Mar 2026 11:00:00 GMT";
            return _file.AnswerAsync(exchange);
        }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AShorterVersion_IsRefused()
        => Assert.Contains("it is shorter now (HTTP 416)", await ResumeAsync(
            exchange => exchange.StatusAsync(416, "Content-Range: bytes */1000")), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_TheWholeFileInsteadOfAPart_IsRefused()
        => Assert.Contains("the whole file instead of a part", await ResumeAsync(exchange =>
        {
            _file.HasRanges = false;
            return _file.AnswerAsync(exchange);
        }), StringComparison.Ordinal);

    [Theory]
    [InlineData("bytes 40000-99999/100001", "has 100001 now")]
    [InlineData("bytes 39999-99999/100000", "does not start at byte 40000")]
    [InlineData("bytes 40001-99999/100000", "does not start at byte 40000")]
    [InlineData("bytes 0-59999/100000", "does not start at byte 40000")]
    [InlineData("bytes */100000", "does not start at byte 40000")]
    [InlineData("lines 40000-99999/100000", "does not start at byte 40000")]
    [InlineData("bytes 40000-99998/100000", "has 60000 bytes")]
    [InlineData("bytes 99999-40000/100000", "Content-Range none")]
    [InlineData("rubbish", "Content-Range none")]
    [InlineData(null, "Content-Range none")]
    public async Task ReadAsync_AWrongContentRange_IsRefused(string? range, string said)
        => Assert.Contains(said, await ResumeAsync(async exchange =>
        {
            string[] header = range is null ? [] : [$"Content-Range: {range}"];
            await exchange.HeadAsync(206, [.. _file.Describe(), .. header, $"Content-Length: {Length - Cut}"]);
            await exchange.WriteAsync(_file.Content.AsMemory(Cut));
        }), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_ACompressedRest_IsRefused()
        => Assert.Contains("Content-Encoding \"br\"", await ResumeAsync(
            exchange => exchange.HeadAsync(206, "Content-Range: bytes 40000-99999/100000", "Content-Length: 60000", "Content-Encoding: br")), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_AMultipartRest_IsRefused()
        => Assert.Contains("Content-Range none", await ResumeAsync(
            exchange => exchange.HeadAsync(206, "Content-Type: multipart/byteranges; boundary=x", "Content-Length: 60000")), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_AFileThatIsGone_IsRefused()
        => Assert.Contains("no such file", await ResumeAsync(exchange => exchange.StatusAsync(404)), StringComparison.Ordinal);

    /// <summary>Cuts the first answer, gives the second one to the test, and returns what the reader then says.</summary>
    private async Task<string> ResumeAsync(Func<WebExchange, Task> second)
    {
        await using var server = new WebServer(exchange => exchange.Number == 1 ? _file.AnswerAsync(exchange, Cut) : second(exchange));
        await using ResumableHttpStream stream = await _fetch.OpenStreamAsync(server["/x"]);
        var head = new byte[Cut];
        await stream.ReadExactlyAsync(head);
        DiskAssert.Same(TestDisk.RandomBytes(Length).AsSpan(0, Cut), head);

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => stream.ReadAsync(new byte[1]).AsTask());

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(Cut, stream.Position);
        return e.Message;
    }
}
