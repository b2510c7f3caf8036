using Appliance.Converter.Sources.Http;
using Appliance.Converter.Tests.Sources.Http.Servers;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Converter.Tests.Sources.Http;

public sealed class HttpDiskTests
{
    private const int MiB = 1 << 20;

    private static readonly byte[] Content = TestDisk.RandomBytes((40 * MiB) + 777);

    private readonly Fetch _fetch = new();
    private readonly ServedFile _file = new(Content);

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(MiB)]
    [InlineData((12 * MiB) + 1)]
    public async Task ReadAsync_AnyRange_GivesTheBytesOfTheFile(int length)
    {
        byte[] content = TestDisk.RandomBytes(length);
        await using Kestrel server = await Kestrel.StartAsync(content);
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server.Address);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [Fact]
    public async Task ReadAsync_FromEndToEnd_TakesOneRequest()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        for (int offset = 0; offset < disk.Length; offset += 50_000)
        {
            await CheckAsync(disk, offset, (int)Math.Min(50_000, disk.Length - offset));
        }

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ReadAsync_AGapOfSomeMegabytes_IsReadThrough()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        for (int offset = 0; offset < disk.Length; offset += 5 * MiB)
        {
            await CheckAsync(disk, offset, 512);
        }

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ReadAsync_SmallReadsFarAway_FetchOneBlockOnce()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);
        await CheckAsync(disk, 0, 512);

        for (int i = 0; i < 20; i++)
        {
            await CheckAsync(disk, 40 * MiB + (i * 30), 64);
        }

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal((40L * MiB, (40L * MiB) + 776), server.Requests.Last().Range);
    }

    [Fact]
    public async Task ReadAsync_ASmallReadOverABlocksBorder_LeavesTheForwardAnswerWhereItIs()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        await CheckAsync(disk, (30 * MiB) - 100, 200);
        await CheckAsync(disk, 0, MiB);

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal((30L * MiB, (30L * MiB) + 65_535), server.Requests.Last().Range);
    }

    [Fact]
    public async Task ReadAsync_ALargeReadFarAway_IsOneRequestOfItsLength()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        await CheckAsync(disk, (20 * MiB) + 5, 3 * MiB);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(((20L * MiB) + 5, (23L * MiB) + 4), server.Requests.Last().Range);
    }

    [Fact]
    public async Task ReadAsync_AReaderThatGoesOnElsewhere_TakesTheForwardAnswerAlong()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        for (int offset = 20 * MiB; offset < 39 * MiB; offset += 250_000)
        {
            await CheckAsync(disk, offset, 250_000);
        }

        // The first answer, the jump, and the place where the second read went on.
        Assert.Equal(3, server.Requests.Count);
        Assert.Null(server.Requests.Last().Range!.Value.Last);
    }

    [Fact]
    public async Task CopyAsync_SeveralWorkers_TakesOneRequest()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);
        var copy = new byte[disk.Length];
        long next = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (long at; (at = Interlocked.Add(ref next, 2 * MiB) - (2 * MiB)) < copy.Length;)
            {
                await disk.ReadAsync(at, copy.AsMemory((int)at, (int)Math.Min(2 * MiB, copy.Length - at)), default);
            }
        })));

        DiskAssert.Same(Content, copy);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ReadAsync_RandomReadsOverABadLine_GiveTheBytesOfTheFile(int seed)
    {
        await using Kestrel server = await Kestrel.StartAsync(Content);
        var cuts = new Random(seed);
        await using var relay = new CuttingRelay(server.Address.Port, () => cuts.Next(100, 3 * MiB));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(new Uri($"http://127.0.0.1:{relay.Port}/x"));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * 10) + worker);
            for (int i = 0; i < 25; i++)
            {
                int offset = random.Next(Content.Length);
                int most = random.Next(2) == 0 ? 2 * MiB : 5000;
                await CheckAsync(disk, offset, Math.Min(random.Next(1, most), Content.Length - offset));
            }
        })));

        Assert.InRange(relay.Cuts, 1, int.MaxValue);
        Assert.NotEmpty(_fetch.Warnings);
    }

    [Fact]
    public async Task ReadAsync_TheFileChanges_IsRefused()
    {
        await using var server = new WebServer(exchange => _file.AnswerAsync(exchange));
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);
        await CheckAsync(disk, 0, 512);
        _file.Tag = "\"v2\"";

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => disk.ReadAsync(30 * MiB, new byte[512], default).AsTask());

        Assert.Contains("changed on the server", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MoreThanAsked_IsRefused()
    {
        await using var server = new WebServer(async exchange =>
        {
            long first = exchange.Range!.Value.First;
            await exchange.HeadAsync(206, [.. _file.Describe(), $"Content-Range: bytes {first}-{Content.Length - 1}/{Content.Length}"]);
            exchange.HangUp();
        });
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        var e = await Assert.ThrowsAsync<HttpSourceException>(() => disk.ReadAsync(30 * MiB, new byte[512], default).AsTask());

        Assert.Contains("does not end at byte", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CancelledInTheMiddleOfAChunk_LeavesTheDiskInOrder()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new WebServer(async exchange =>
        {
            if (exchange.Number == 1)
            {
                await exchange.HeadAsync(206, [.. _file.Describe(), $"Content-Range: bytes 0-{Content.Length - 1}/{Content.Length}", $"Content-Length: {Content.Length}"]);
                await exchange.WriteAsync(Content.AsMemory(0, MiB + (MiB / 2)));
                await exchange.FallSilentAsync();
            }

            await _file.AnswerAsync(exchange);
        });
        await using HttpDisk disk = await _fetch.OpenDiskAsync(server["/x"]);

        await CheckAsync(disk, 0, MiB);

        cancel.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => disk.ReadAsync(MiB, new byte[MiB], cancel.Token).AsTask());

        await CheckAsync(disk, 0, 4 * MiB);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1000)]
    [InlineData(true, 1000)]
    public async Task OpenDisk_NoRangesOrNoLength_IsNull(bool hasRanges, int chunkSize)
    {
        var file = new ServedFile(new byte[5000]) { HasRanges = hasRanges, ChunkSize = chunkSize };
        await using var server = new WebServer(async exchange =>
        {
            // Promises ranges, and answers the first request with all, which it may.
            await exchange.HeadAsync(200, [.. file.Describe(), chunkSize > 0 ? "Transfer-Encoding: chunked" : "Content-Length: 5000"]);
        });

        using HttpResource resource = await _fetch.OpenAsync(server["/x"]);

        Assert.Null(resource.OpenDisk());
    }

    private async Task CheckAsync(Disk disk, int offset, int length)
    {
        var bytes = new byte[length];
        await disk.ReadAsync(offset, bytes, default);
        DiskAssert.Same(Content.AsSpan(offset, length), bytes);
    }
}
