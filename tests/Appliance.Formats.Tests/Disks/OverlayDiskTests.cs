using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

public sealed class OverlayDiskTests
{
    private const int Block = OverlayDisk.BlockSize;

    [Fact]
    public async Task ReadAsync_NothingWritten_IsTheDiskBelow()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(100_001);
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk(content), folder.Path);

        await DiskAssert.HoldsAsync(content, overlay);
        Assert.Equal(0, overlay.WrittenBytes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, Block)]
    [InlineData(Block - 1, 2)]
    [InlineData(Block, Block)]
    [InlineData(3, 3 * Block)]
    [InlineData((10 * Block) + 5, 94)]
    [InlineData((9 * Block) + 7, Block + 92)]
    [InlineData((10 * Block) + 98, 1)]
    public async Task WriteAsync_AnyPlace_ShowsTheBytesAndTheRestFromBelow(int offset, int count)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes((10 * Block) + 99);
        byte[] bytes = TestDisk.RandomBytes(count, seed: 2);
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk([.. content]), folder.Path);

        await overlay.WriteAsync(offset, bytes, CancellationToken.None);

        bytes.CopyTo(content, offset);
        await DiskAssert.HoldsAsync(content, overlay);
    }

    [Fact]
    public async Task WriteAsync_ManyPlacesOverEachOther_ShowsTheLast()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(1_000_003);
        byte[] below = [.. content];
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk(below), folder.Path);
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            int offset = random.Next(content.Length);
            byte[] bytes = TestDisk.RandomBytes(random.Next(1, Math.Min(9000, content.Length - offset) + 1), i);
            await overlay.WriteAsync(offset, bytes, CancellationToken.None);
            bytes.CopyTo(content, offset);
        }

        await DiskAssert.HoldsAsync(content, overlay);
        DiskAssert.Same(TestDisk.Mixed(1_000_003), below);
    }

    [Fact]
    public async Task ReadAsync_AcrossBlocksThatWereWrittenInAnyOrder_ShowsThem()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(700 * Block);
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk([.. content]), folder.Path);
        foreach (int block in (int[])[20, 10, 11, 12, 600, 19, 0])
        {
            byte[] bytes = TestDisk.RandomBytes(Math.Min(300, 700 - block) * Block, seed: block);
            await overlay.WriteAsync(block * Block, bytes, CancellationToken.None);
            bytes.CopyTo(content, block * Block);
        }

        await DiskAssert.HoldsAsync(content, overlay);
    }

    [Fact]
    public async Task WriteAsync_WholeBlock_ReadsNothingFromBelow()
    {
        using var folder = new TemporaryFolder();
        var below = new TestDisk(new byte[3 * Block]);
        await using OverlayDisk overlay = OverlayDisk.Over(below, folder.Path);

        await overlay.WriteAsync(Block, new byte[Block], CancellationToken.None);

        Assert.Equal(0, below.BytesRead);
        Assert.Equal(Block, overlay.WrittenBytes);
    }

    [Fact]
    public async Task FindExtentAsync_WriteInAHole_IsDataBetweenHoles()
    {
        using var folder = new TemporaryFolder();
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk(new byte[4 * Block]), folder.Path);
        await overlay.WriteAsync((2 * Block) + 10, new byte[1], CancellationToken.None);

        var extents = new List<Extent>();
        for (long at = 0; at < overlay.Length; at = extents[^1].End)
        {
            extents.Add(await overlay.FindExtentAsync(at, CancellationToken.None));
        }

        Assert.Equal([(2 * Block, false), (Block, true), (Block, false)], extents.Select(extent => ((int)extent.Length, extent.HasData)));
    }

    [Fact]
    public async Task ReadAsync_ManyThreads_ShowTheSame()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(2_000_001);
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk([.. content]), folder.Path);
        for (int offset = 100; offset < content.Length - 6000; offset += 30_000)
        {
            byte[] bytes = TestDisk.RandomBytes(5000, offset);
            await overlay.WriteAsync(offset, bytes, CancellationToken.None);
            bytes.CopyTo(content, offset);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DiskAssert.HoldsAsync(content, overlay))));
    }

    [Fact]
    public async Task WriteAsync_OutsideTheDisk_IsTheCallersMistake()
    {
        using var folder = new TemporaryFolder();
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk(new byte[100]), folder.Path);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await overlay.WriteAsync(99, new byte[2], CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await overlay.WriteAsync(-1, new byte[2], CancellationToken.None));
    }

    [Fact]
    public async Task Over_AnyFolder_LeavesNothingInIt()
    {
        using var folder = new TemporaryFolder();
        await using OverlayDisk overlay = OverlayDisk.Over(new TestDisk(new byte[100]), folder.Path);
        await overlay.WriteAsync(0, new byte[100], CancellationToken.None);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
