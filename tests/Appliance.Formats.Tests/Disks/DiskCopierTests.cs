using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

public sealed class DiskCopierTests
{
    private const int BlockSize = 64 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(BlockSize)]
    [InlineData(BlockSize + 512)]
    [InlineData(5_000_000)]
    public async Task CopyAsync_AnyLength_TargetHoldsTheSource(int length)
    {
        byte[] content = TestDisk.Mixed(length, seed: 3);
        await using var writer = new MemoryWriter(length, BlockSize);

        await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 3, progress: null, CancellationToken.None);

        DiskAssert.Same(content, writer.Content);
        Assert.True(writer.IsComplete);
    }

    [Fact]
    public async Task CopyAsync_ManyWorkers_BlocksArePlacedInAscendingOrder()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 100);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 8, progress: null, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i * BlockSize), writer.Placed);
    }

    [Fact]
    public async Task CopyAsync_ZerosInsideAllocatedRange_AreNotHandedOver()
    {
        var content = new byte[BlockSize * 4];
        content[BlockSize + 5] = 1;
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        await DiskCopier.CopyAsync(new TestDisk(content, allData: true), writer, workers: 2, progress: null, CancellationToken.None);

        Assert.Equal([BlockSize], writer.Placed);
        Assert.Equal([0, BlockSize * 2, BlockSize * 3], writer.Skipped);
    }

    [Fact]
    public async Task CopyAsync_SourceWithHoles_ReadsOnlyTheData()
    {
        var content = new byte[BlockSize * 10];
        content.AsSpan(BlockSize * 7, 512).Fill(9);
        var source = new TestDisk(content);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        long copied = await DiskCopier.CopyAsync(source, writer, workers: 2, progress: null, CancellationToken.None);

        Assert.Equal(512, source.BytesRead);
        Assert.Equal(512, copied);
    }

    [Fact]
    public async Task CopyAsync_WriterFails_ItsErrorComesOutAndTheTargetIsNotCompleted()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 50);
        await using var writer = new MemoryWriter(content.Length, BlockSize)
        {
            OnPlace = block => { if (block.Offset == BlockSize * 20) { throw new IOException("disk full"); } },
        };

        IOException e = await Assert.ThrowsAsync<IOException>(
            () => DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 4, progress: null, CancellationToken.None));

        Assert.Equal("disk full", e.Message);
        Assert.False(writer.IsComplete);
    }

    [Fact]
    public async Task CopyAsync_Cancelled_StopsBeforeTheEnd()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 50);
        using var stop = new CancellationTokenSource();
        await using var writer = new MemoryWriter(content.Length, BlockSize)
        {
            OnPlace = block => { if (block.Offset == BlockSize * 10) { stop.Cancel(); } },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 4, progress: null, stop.Token));

        Assert.True(writer.Placed.Count < 50);
    }

    [Fact]
    public async Task CopyAsync_HugeEmptyDisk_IsWalkedAtOnce()
    {
        await using var writer = new MemoryWriter(0, BlockSize);

        long copied = await DiskCopier.CopyAsync(new ZeroDisk("huge", 1L << 50), writer, workers: 2, progress: null, CancellationToken.None);

        Assert.Equal(0, copied);
        Assert.Empty(writer.Placed);
    }
}
