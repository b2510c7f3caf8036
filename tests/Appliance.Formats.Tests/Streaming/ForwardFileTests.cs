using Appliance.Formats.Streaming;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class ForwardFileTests
{
    private static readonly byte[] Content = TestDisk.RandomBytes(700_000);

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(1_000_000)]
    public async Task ReadAsync_RandomStepsOverAPipe_GivesEveryByteOnce(int atOnce)
    {
        await using var file = new ForwardFile(new PieceStream(Content, atOnce), "test");
        var random = new Random(3);
        for (int at = 0; at < Content.Length;)
        {
            int count = Math.Min(random.Next(1, 90_000), Content.Length - at);
            ReadOnlyMemory<byte> ahead = await file.PeekAsync(Math.Min(count, 5000), CancellationToken.None);
            DiskAssert.Same(Content.AsSpan(at, ahead.Length), ahead.Span);
            if (random.Next(3) == 0)
            {
                await file.SkipAsync(count, CancellationToken.None);
            }
            else
            {
                var taken = new byte[count];
                await file.ReadAsync(taken, "piece", CancellationToken.None);
                DiskAssert.Same(Content.AsSpan(at, count), taken);
            }

            at += count;
            Assert.Equal(at, file.Position);
        }

        Assert.True((await file.PeekAsync(1, CancellationToken.None)).IsEmpty);
    }

    [Fact]
    public async Task ReadAsync_EndsBefore_NamesWhatAndWhere()
    {
        await using var file = new ForwardFile(new PieceStream(Content[..100]), "test.vmdk");
        await file.SkipAsync(90, CancellationToken.None);

        var e = await Assert.ThrowsAsync<InvalidImageException>(
            () => file.ReadAsync(new byte[20], "grain", CancellationToken.None).AsTask());

        Assert.Equal("test.vmdk: at byte 100: the file is cut off: it ends within a grain of 20 bytes", e.Message);
    }

    [Fact]
    public async Task SkipAsync_BeyondTheEnd_IsCutOff()
    {
        await using var file = new ForwardFile(new PieceStream(Content[..100]), "test");

        await Assert.ThrowsAsync<InvalidImageException>(() => file.SkipAsync(101, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task PeekAsync_NearTheEnd_GivesWhatIsLeft()
    {
        await using var file = new ForwardFile(new PieceStream(Content[..100]), "test");
        await file.SkipAsync(95, CancellationToken.None);

        Assert.Equal(Content[95..100], (await file.PeekAsync(512, CancellationToken.None)).ToArray());
    }
}
