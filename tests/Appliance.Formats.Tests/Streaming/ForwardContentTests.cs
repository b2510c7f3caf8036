using Appliance.Formats.Disks;
using Appliance.Formats.Raw;
using Appliance.Formats.Streaming;
using Appliance.Formats.Tests.Disks;
using Appliance.Formats.Tests.Vhd;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class ForwardContentTests
{
    private const int BlockSize = 64 * 1024;
    private const int PieceSize = 16 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlockSize)]
    [InlineData((BlockSize * 37) + 513)]
    public async Task CopyToAsync_PiecesInOrder_TargetHoldsTheSource(int length)
    {
        byte[] content = TestDisk.Mixed(length, seed: 5);
        await using var writer = new MemoryWriter(length, BlockSize);

        await CopyAsync(new PieceDisk(content, PieceSize, All(length)), writer);

        DiskAssert.Same(content, writer.Content);
        Assert.True(writer.IsComplete);
        Assert.Equal(writer.Placed.Order(), writer.Placed);
    }

    [Fact]
    public async Task CopyToAsync_LengthBeyondTheDisk_IsThatOfThePackage()
    {
        var content = new ForwardContent(new PieceDisk(new byte[512], PieceSize, [0]), length: 4096, ReadOptions.Default);

        Assert.Equal(4096, content.Length);
        await content.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task CopyToAsync_PiecesALittleOutOfOrder_AreHandedOverInOrder(int seed)
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 64, seed);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        await CopyAsync(new PieceDisk(content, PieceSize, ShuffledNear(content.Length, distance: 20, seed)), writer);

        DiskAssert.Same(content, writer.Content);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (long)i * BlockSize), writer.Placed);
    }

    [Fact]
    public async Task CopyToAsync_DisorderGrows_BlocksWaitInTheSpoolAndAMessageSaysSo()
    {
        // One block late at first, and as soon as that has shown, hundreds.
        byte[] content = TestDisk.RandomBytes(BlockSize * 600, seed: 2);
        IEnumerable<int> blocks = [1, 0, .. Enumerable.Range(2, 598).Reverse()];
        var warnings = new List<string>();
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        await CopyAsync(new PieceDisk(content, BlockSize, blocks), writer, new ReadOptions { Warn = warnings.Add });

        DiskAssert.Same(content, writer.Content);
        Assert.Equal(writer.Placed.Order(), writer.Placed);
        Assert.Contains("out of order", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyToAsync_PieceAfterItsTurn_IsRefusedWithTheWayOut()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 40);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        var e = await Assert.ThrowsAsync<UnsupportedImageException>(
            () => CopyAsync(new PieceDisk(content, BlockSize, [.. Enumerable.Range(1, 39), 0]), writer));

        Assert.Contains("save the file first", e.Message, StringComparison.Ordinal);
        Assert.False(writer.IsComplete);
    }

    [Fact]
    public async Task CopyToAsync_PieceComesTwice_IsRefused()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 2);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        await Assert.ThrowsAsync<InvalidImageException>(() => CopyAsync(new PieceDisk(content, BlockSize, [0, 1, 1]), writer));
    }

    [Fact]
    public async Task CopyToAsync_DamagedPiece_ErrorComesThrough()
    {
        byte[] content = TestDisk.RandomBytes(BlockSize * 30);
        await using var writer = new MemoryWriter(content.Length, BlockSize);

        var e = await Assert.ThrowsAsync<InvalidImageException>(
            () => CopyAsync(new PieceDisk(content, BlockSize, All(content.Length, BlockSize)) { DamagedAt = BlockSize * 7 }, writer));

        Assert.Equal(BlockSize * 7, e.Offset);
        Assert.False(writer.IsComplete);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task CopyToAsync_AnyOrderToRaw_TargetHoldsTheSource(int seed)
    {
        byte[] content = TestDisk.Mixed((20 << 20) + 512, seed);
        using var folder = new TemporaryFolder();
        using (SafeFileHandle file = File.OpenHandle(folder["out.raw"], FileMode.Create, FileAccess.ReadWrite))
        {
            await using var writer = new RawWriter(file, 0, content.Length);
            await CopyAsync(new PieceDisk(content, BlockSize, Shuffled(content.Length, BlockSize, seed)), writer);
        }

        byte[] written = await File.ReadAllBytesAsync(folder["out.raw"]);
        DiskAssert.Same(content, written);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task CopyToAsync_AnyOrderToVhd_QemuAgreesThatItHoldsTheSource(int seed)
    {
        byte[] content = TestDisk.Mixed((24 << 20) + 512, seed);
        using var folder = new TemporaryFolder();
        folder.Write("in.raw", content);
        using (SafeFileHandle file = File.OpenHandle(folder["out.vhd"], FileMode.Create, FileAccess.ReadWrite))
        {
            await using var writer = new VhdDynamicWriter(file, 0, content.Length, VhdSamples.Id, WriteOptions.Default);
            await CopyAsync(new PieceDisk(content, BlockSize, Shuffled(content.Length, BlockSize, seed)), writer);
        }

        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "vpc", folder["in.raw"], folder["out.vhd"]);
    }

    private static IEnumerable<int> All(int length, int pieceSize = PieceSize) => Enumerable.Range(0, PieceDisk.CountOf(length, pieceSize));

    private static int[] Shuffled(int length, int pieceSize, int seed)
    {
        int[] order = [.. All(length, pieceSize)];
        new Random(seed).Shuffle(order);
        return order;
    }

    /// <summary>Each piece moved by some places at most.</summary>
    private static IEnumerable<int> ShuffledNear(int length, int distance, int seed)
    {
        var random = new Random(seed);
        return All(length).OrderBy(i => i + random.Next(distance)).ToArray();
    }

    private static async Task CopyAsync(ForwardDisk disk, DiskWriter writer, ReadOptions? options = null)
    {
        await using var content = new ForwardContent(disk, disk.Length, options ?? ReadOptions.Default);
        await content.CopyToAsync(writer, workers: 3, progress: null, CancellationToken.None);
    }
}
