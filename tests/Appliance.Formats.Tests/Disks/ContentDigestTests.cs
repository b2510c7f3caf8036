using System.Buffers.Binary;
using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

public sealed class ContentDigestTests
{
    private const int Chunk = ContentDigest.ChunkSize;

    // SHA-256 of nothing (FIPS 180-4).
    private const string OfNothing = "chunks-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(3 * Chunk)]
    public async Task Of_NothingButZeros_IsThatOfNothing(int length)
        => Assert.Equal(OfNothing, await OfAsync(new TestDisk(new byte[length], allData: true)));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Of_AnyThreads_EqualsTheDefinition(int workers)
    {
        byte[] content = TestDisk.Mixed(9_000_001);

        Assert.Equal(Define(content), await OfAsync(new TestDisk(content), workers));
    }

    [Fact]
    public async Task Of_SameBytesWithZerosBehind_IsTheSame()
    {
        byte[] content = TestDisk.Mixed(3_000_001);
        byte[] longer = [.. content, .. new byte[5_000_000]];

        Assert.Equal(await OfAsync(new TestDisk(content)), await OfAsync(new TestDisk(longer, allData: true)));
    }

    [Fact]
    public async Task Of_SameChunkElsewhere_IsAnother()
    {
        byte[] chunk = TestDisk.RandomBytes(Chunk);

        Assert.NotEqual(
            await OfAsync(new TestDisk([.. chunk, .. new byte[Chunk]])), await OfAsync(new TestDisk([.. new byte[Chunk], .. chunk])));
    }

    [Fact]
    public async Task Of_SixteenTebibytesOfHole_ReadsOnlyTheData()
    {
        byte[] piece = TestDisk.RandomBytes(5000);
        const long size = 16L << 40;
        await using var disk = new ConcatDisk("large", [new ZeroDisk("hole", size - Chunk), new TestDisk(piece), new ZeroDisk("rest", Chunk - piece.Length)]);

        Assert.Equal(Define(piece, firstChunk: (size / Chunk) - 1), await OfAsync(disk));
    }

    [Fact]
    public void Add_AnyOrderAndSizes_IsTheSame()
    {
        byte[] content = TestDisk.Mixed(7 * Chunk);
        var backwards = new ContentDigest(content.Length);
        for (int at = 6; at >= 0; at--)
        {
            backwards.Add((long)at * Chunk, content.AsSpan(at * Chunk, Chunk));
        }

        var atOnce = new ContentDigest(content.Length);
        atOnce.Add(0, content);

        Assert.Equal(atOnce.Compute(), backwards.Compute());
        Assert.Null(atOnce.FindDifference(backwards));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_200_000)]
    [InlineData(6_999_999)]
    public void FindDifference_OneBit_IsInItsChunk(int at)
    {
        byte[] content = TestDisk.RandomBytes(7_000_000);
        var first = new ContentDigest(content.Length);
        first.Add(0, content);
        content[at] ^= 1;
        var second = new ContentDigest(9_000_000_000);
        second.Add(0, content);

        Assert.Equal(at / Chunk * Chunk, first.FindDifference(second));
        Assert.Equal(at / Chunk * Chunk, second.FindDifference(first));
    }

    [Fact]
    public void FindDifference_DataBehindTheOthersEnd_IsFound()
    {
        const long behind = 5000L * Chunk;
        var longer = new ContentDigest(behind + Chunk);
        longer.Add(behind, TestDisk.RandomBytes(Chunk));

        Assert.Equal(behind, new ContentDigest(Chunk).FindDifference(longer));
    }

    [Fact]
    public void Add_BehindTheEnd_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ContentDigest(Chunk).Add(1L << 40, [1]));

    private static async Task<string> OfAsync(Disk disk, int workers = 2)
        => (await ContentDigest.OfAsync(disk, workers, progress: null, CancellationToken.None)).Compute();

    /// <summary>The definition once more, in the shortest way that the bytes are all in memory for.</summary>
    private static string Define(byte[] content, long firstChunk = 0)
    {
        var entries = new List<byte>();
        foreach ((byte[] chunk, int index) in content.Chunk(Chunk).Select((chunk, index) => (chunk, index)))
        {
            if (chunk.Any(value => value != 0))
            {
                var number = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(number, firstChunk + index);
                entries.AddRange([.. number, .. SHA256.HashData([.. chunk, .. new byte[Chunk - chunk.Length]])]);
            }
        }

        return "chunks-sha256:" + Convert.ToHexStringLower(SHA256.HashData(entries.ToArray()));
    }
}
