using System.IO.Compression;
using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Zstd;
using Appliance.Formats.Tests.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.IO.Compression;

public sealed class ParallelCompressorTests
{
    private const int Piece = ParallelCompressor.PieceSize;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (CompressionFormat format in CompressionFormat.All)
            {
                foreach (int size in (int[])[0, 1, Piece - 1, Piece, Piece + 1, (5 * Piece) + 12_345])
                {
                    cases.Add(format.Name, size);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CompleteAsync_AnySize_TheFrameworkOrOurReaderGetsTheContentBack(string format, int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: size);

        byte[] packed = await CompressAsync(FormatOf(format), content, workers: 2);

        DiskAssert.Same(content, Decompress(format, packed));
    }

    [NeedsToolTheory("gzip", "zstd", "python3", "cmp", "sh")]
    [MemberData(nameof(Cases))]
    public async Task CompleteAsync_AnySize_OtherProgramsGetTheContentBack(string format, int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: size);
        folder.Write("plain", content);
        string packed = folder.Write($"packed{FormatOf(format).Extension}", await CompressAsync(FormatOf(format), content, workers: 2));

        Tool.Run(format, "-t", packed);
        Tool.Run("sh", "-c", $"{format} -dc '{packed}' | cmp - '{folder["plain"]}'");
        if (format == "gzip")
        {
            Tool.Run(Tool.Python, "-c", "import gzip, sys; assert gzip.open(sys.argv[1]).read() == open(sys.argv[2], 'rb').read()", packed, folder["plain"]);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task CompleteAsync_AnyWorkersAndWriteSizes_GivesTheSameBytes(string format)
    {
        byte[] content = TestDisk.Mixed(9_999_999);
        byte[] expected = await CompressAsync(FormatOf(format), content, workers: 1);
        foreach ((int workers, int step) in ((int, int)[])[(1, 4_000_000), (2, 70_001), (8, Piece)])
        {
            byte[] packed = await CompressAsync(FormatOf(format), content, workers, step);
            DiskAssert.Same(expected, packed);
        }
    }

    [NeedsToolFact("zstd")]
    public async Task CompleteAsync_Zstd_FramesTellTheirSizeAndHaveChecksums()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("packed.zst", await CompressAsync(CompressionFormat.Zstd, TestDisk.Mixed(3 * Piece), workers: 2));

        string listed = Tool.Run("zstd", "-lv", path);

        Assert.Contains("Frames: 3", listed, StringComparison.Ordinal);
        Assert.Contains($"({3 * Piece} B)", listed, StringComparison.Ordinal);
        Assert.Contains("XXH64", listed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece)]
    public void EncodeManaged_WithoutLibdeflate_GivesAMemberOfTheSameContent(int size)
    {
        byte[] content = TestDisk.Mixed(size);
        using var encoder = new GzipEncoder();
        byte[] member = new byte[encoder.BoundOf(size)];

        int length = GzipEncoder.EncodeManaged(content, member);

        Assert.NotEqual(0, length);
        DiskAssert.Same(content, Decompress("gzip", member[..length]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task WriteAsync_TargetBreaks_TheErrorComesBack(int workers)
    {
        using var target = new ForwardStream { Limit = 3 * Piece };
        await using var compressor = new ParallelCompressor(target, CompressionFormat.Gzip, workers);
        byte[] content = TestDisk.RandomBytes(100 * Piece);

        IOException e = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await compressor.WriteAsync(content);
            await compressor.CompleteAsync(CancellationToken.None);
        });

        Assert.Equal("Broken pipe", e.Message);
        Assert.InRange(target.Written.Length, 2 * Piece, 3 * Piece);
    }

    [Fact]
    public async Task CompleteAsync_TargetBreaksAtTheLastPiece_TheErrorComesBack()
    {
        using var target = new ForwardStream { Limit = 100 };
        await using var compressor = new ParallelCompressor(target, CompressionFormat.Gzip, workers: 2);
        await compressor.WriteAsync(TestDisk.RandomBytes(1000));

        await Assert.ThrowsAsync<IOException>(() => compressor.CompleteAsync(CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileTheTargetIsStuck_StopsAndFreesTheThreads()
    {
        using var target = new StuckStream();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var compressor = new ParallelCompressor(target, CompressionFormat.Gzip, workers: 2);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await compressor.WriteAsync(new byte[20 * Piece], stop.Token));

        await compressor.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task WriteAsync_StuckTarget_TakesNoMoreThanItsPieces()
    {
        using var target = new StuckStream();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await using var compressor = new ParallelCompressor(target, CompressionFormat.Gzip, workers: 2);
        int taken = 0;
        byte[] piece = new byte[Piece];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await compressor.WriteAsync(piece, stop.Token);
                taken++;
            }
        });

        Assert.InRange(taken, 3, 7);
    }

    private static CompressionFormat FormatOf(string name) => CompressionFormat.All.Single(format => format.Name == name);

    private static async Task<byte[]> CompressAsync(CompressionFormat format, byte[] content, int workers, int step = int.MaxValue)
    {
        using var packed = new MemoryStream();
        await using var compressor = new ParallelCompressor(packed, format, workers);
        for (int at = 0; at < content.Length; at += Math.Min(step, content.Length - at))
        {
            await compressor.WriteAsync(content.AsMemory(at, Math.Min(step, content.Length - at)));
        }

        await compressor.CompleteAsync(CancellationToken.None);
        return packed.ToArray();
    }

    private static byte[] Decompress(string format, byte[] packed)
    {
        using var content = new MemoryStream();
        using var input = new MemoryStream(packed);
        using Stream unpacked = format == "gzip"
            ? new GZipStream(input, CompressionMode.Decompress)
            : new ZstdDecompressionStream(input, "test");
        unpacked.CopyTo(content);
        return content.ToArray();
    }
}
