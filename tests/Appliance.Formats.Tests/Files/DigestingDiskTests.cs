using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Tests.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Files;

public sealed class DigestingDiskTests
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    [InlineData(3 * MiB + 777)]
    public async Task FinishAsync_NothingWasRead_DigestsAll(int length)
    {
        byte[] content = TestDisk.RandomBytes(length);
        await using var disk = new DigestingDisk(new TestDisk(content), HashAlgorithmName.SHA256);

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task FinishAsync_EachAlgorithm_AgreesWithTheFramework(string algorithm)
    {
        byte[] content = TestDisk.RandomBytes(2_000_000);
        await using var disk = new DigestingDisk(new TestDisk(content), new HashAlgorithmName(algorithm));

        await disk.ReadAsync(1_500_000, new byte[100], default);

        Assert.Equal(CryptographicOperations.HashData(new HashAlgorithmName(algorithm), content), await disk.FinishAsync(default));
    }

    [Fact]
    public async Task ReadAsync_InTheOrderOfAStreamOptimizedReader_ReadsEachByteOnce()
    {
        byte[] content = TestDisk.RandomBytes(40 * MiB);
        var counting = new CountingDisk(new TestDisk(content, allData: true));
        await using var disk = new DigestingDisk(counting, HashAlgorithmName.SHA256);

        // Header, footer, directory and tables at the end, then grains.
        await ReadAsync(disk, content, 0, 512);
        await ReadAsync(disk, content, content.Length - 1024, 512);
        await ReadAsync(disk, content, content.Length - 70_000, 4096);
        await ReadAsync(disk, content, content.Length - 65_904, 60_000);
        for (int offset = 65_536; offset < 39 * MiB; offset += 50_000)
        {
            await ReadAsync(disk, content, offset, 47_000);
        }

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.Equal(content.Length, counting.CountOf(1));
    }

    [Fact]
    public async Task CopyAsync_SeveralWorkers_ReadsEachByteOnce()
    {
        byte[] content = TestDisk.RandomBytes(50 * MiB);
        var counting = new CountingDisk(new TestDisk(content, allData: true));
        await using var disk = new DigestingDisk(counting, HashAlgorithmName.SHA256);
        await using var writer = new MemoryWriter(content.Length, 2 * MiB);

        await DiskCopier.CopyAsync(disk, writer, workers: 3, progress: null, default);

        DiskAssert.Same(content, writer.Content);
        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.Equal(content.Length, counting.CountOf(1));
    }

    [Fact]
    public async Task ReadAsync_BeyondTablesNobodyNeeds_CatchesUpInsteadOfReadingAllTwice()
    {
        byte[] content = TestDisk.RandomBytes(60 * MiB);
        var counting = new CountingDisk(new TestDisk(content, allData: true));
        await using var disk = new DigestingDisk(counting, HashAlgorithmName.SHA256);

        await ReadAsync(disk, content, 0, 512);
        for (int offset = 20 * MiB; offset < 60 * MiB; offset += 256 * 1024)
        {
            await ReadAsync(disk, content, offset, 256 * 1024);
        }

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.True(counting.CountOf(2) <= MiB, $"{counting.CountOf(2)} bytes were read twice");
        Assert.InRange(counting.Most, 1, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_AtRandomOnManyThreads_GivesTheRightBytesAndDigest(int seed)
    {
        byte[] content = TestDisk.Mixed(40 * MiB, seed);
        await using var disk = new DigestingDisk(new TestDisk(content), HashAlgorithmName.SHA512);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => ReadAtRandomAsync(disk, content, seed * 100 + i))));

        Assert.Equal(SHA512.HashData(content), await disk.FinishAsync(default));
    }

    [Fact]
    public async Task DigestingDisk_AnyContent_IsAsTheDiskBelow()
    {
        byte[] content = TestDisk.Mixed(5 * MiB + 333);
        await using var disk = new DigestingDisk(new TestDisk(content), HashAlgorithmName.SHA256);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [Fact]
    public async Task FinishAsync_HolesBelow_AreNotRead()
    {
        var content = new byte[30 * MiB];
        TestDisk.RandomBytes(4096).CopyTo(content, 17 * MiB);
        var below = new TestDisk(content);
        await using var disk = new DigestingDisk(below, HashAlgorithmName.SHA256);

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.Equal(MiB, below.BytesRead);
    }

    [Fact]
    public async Task ReadAsync_BehindALongHole_IsStillTheNextStep()
    {
        var content = new byte[60 * MiB];
        TestDisk.RandomBytes(10 * MiB).CopyTo(content, 50 * MiB);
        var counting = new CountingDisk(new TestDisk(content));
        await using var disk = new DigestingDisk(counting, HashAlgorithmName.SHA256);

        for (int offset = 50 * MiB; offset < 60 * MiB; offset += 2 * MiB)
        {
            await ReadAsync(disk, content, offset, 2 * MiB);
        }

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
        Assert.Equal(10 * MiB, counting.CountOf(1));
    }

    [Fact]
    public async Task FinishAsync_CancelledAndCalledAgain_StillGivesTheDigest()
    {
        byte[] content = TestDisk.RandomBytes(5 * MiB);
        using var stop = new CancellationTokenSource();
        await using var disk = new DigestingDisk(new TestDisk(content), HashAlgorithmName.SHA256);
        await disk.ReadAsync(0, new byte[2 * MiB], default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await disk.FinishAsync(stop.Token));

        Assert.Equal(SHA256.HashData(content), await disk.FinishAsync(default));
    }

    private static async Task ReadAtRandomAsync(Disk disk, byte[] content, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 150; i++)
        {
            int offset = random.Next(content.Length);
            await ReadAsync(disk, content, offset, random.Next(Math.Min(300_000, content.Length - offset)));
        }
    }

    private static async Task ReadAsync(Disk disk, byte[] content, int offset, int length)
    {
        var buffer = new byte[length];
        await disk.ReadAsync(offset, buffer, default);
        DiskAssert.Same(content.AsSpan(offset, length), buffer);
    }
}
