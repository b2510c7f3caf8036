using System.Text.Json;
using Appliance.Formats.Disks;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdWriterTests
{
    private const int Block = VhdSamples.Block;

    public static TheoryData<int> Sizes =>
        [0, 1, 512, 513, 17 * 512, 1 << 20, Block - 512, Block, Block + 512, (3 * Block) + 1536, 9_999_999];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Dynamic_AnySize_ReadsBackAndPassesOurOwnRules(int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: size);
        byte[] file = await VhdSamples.DynamicAsync(content);

        await using Disk disk = await VhdSamples.OpenAsync(file);

        await DiskAssert.HoldsAsync(VhdSamples.InSectors(content), disk);
        Assert.Empty(await VhdSamples.VerifyAsync(new TestDisk(file)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Fixed_AnySize_ReadsBackAndPassesOurOwnRules(int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: size);
        byte[] file = await VhdSamples.FixedAsync(content);

        await using Disk disk = await VhdSamples.OpenAsync(file);

        await DiskAssert.HoldsAsync(VhdSamples.InSectors(content), disk);
        Assert.Empty(await VhdSamples.VerifyAsync(new TestDisk(file)));
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData(512)]
    [InlineData(17 * 512)]
    [InlineData(1 << 20)]
    [InlineData(Block - 512)]
    [InlineData(Block + 512)]
    [InlineData(9_999_872)]
    public async Task Writers_AnySize_QemuSeesTheSameDiskToTheByte(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: size);
        folder.Write("disk.raw", content);
        await VhdSamples.WriteDynamicAsync(folder["dynamic.vhd"], new TestDisk(content));
        await VhdSamples.WriteFixedAsync(folder["fixed.vhd"], new TestDisk(content));

        foreach (string name in new[] { "dynamic.vhd", "fixed.vhd" })
        {
            Assert.Equal(size, QemuSize(folder[name]));
            Tool.Run("qemu-img", "compare", "-f", "vpc", "-F", "raw", folder[name], folder["disk.raw"]);
        }
    }

    [NeedsToolTheory("vhd-util")]
    [InlineData(512)]
    [InlineData(Block - 512)]
    [InlineData(Block)]
    [InlineData((5 * Block) + 512)]
    public async Task Dynamic_AnySize_XensOwnToolAccepts(int size)
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["disk.vhd"], new TestDisk(TestDisk.Mixed(size, seed: size)));

        Tool.Run("vhd-util", "check", "-n", folder["disk.vhd"]);
    }

    [NeedsToolFact("vhd-util")]
    public async Task Dynamic_MoreBlocksThanABatmapSectorHolds_XensOwnToolAccepts()
    {
        using var folder = new TemporaryFolder();
        for (int blocks = 4095; blocks <= 4105; blocks += 5)
        {
            var source = new LastBlockDisk(((long)blocks * Block) + 512);
            await VhdSamples.WriteDynamicAsync(folder["disk.vhd"], source);
            Tool.Run("vhd-util", "check", "-n", folder["disk.vhd"]);
        }
    }

    [NeedsToolFact("vhdiinfo")]
    public async Task Dynamic_OddSize_LibvhdiSeesTheExactSize()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["disk.vhd"], new TestDisk(TestDisk.Mixed(1_052_160)));

        string info = Tool.Run("vhdiinfo", folder["disk.vhd"]);

        Assert.Contains("1052160 bytes", info, StringComparison.Ordinal);
    }

    [NeedsCorpusFact("vhd/vhd-util/empty-8M.vhd")]
    public async Task Dynamic_EmptyDisk_IsByteForByteWhatXenCreates()
    {
        byte[] xen = await File.ReadAllBytesAsync(Corpus.PathOf("vhd/vhd-util/empty-8M.vhd"));
        var epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        VhdFooter footer = VhdFooter.Parse(xen);
        using var folder = new TemporaryFolder();
        using SafeFileHandle file = File.OpenHandle(folder["disk.vhd"], FileMode.Create, FileAccess.ReadWrite);
        await using var writer = new VhdDynamicWriter(
            file, 0, 8 << 20, footer.Id, new WriteOptions { Timestamp = epoch.AddSeconds(footer.Timestamp) });

        await DiskCopier.CopyAsync(new ZeroDisk("empty", 8 << 20), writer, workers: 1, progress: null, CancellationToken.None);

        file.Dispose();
        byte[] ours = await File.ReadAllBytesAsync(folder["disk.vhd"]);
        DiskAssert.Same(xen, ours);
    }

    [NeedsToolFact("qemu-img")]
    public async Task Dynamic_LargestDisk_IsWrittenAndOneSectorMoreIsRefused()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["huge.vhd"], new LastBlockDisk(VhdLimits.MaxDiskSize));

        Assert.Equal(VhdLimits.MaxDiskSize, QemuSize(folder["huge.vhd"]));
        await using Disk disk = await VhdSamples.OpenAsync(folder["huge.vhd"]);
        Assert.Equal(Block, await disk.CountDataAsync(CancellationToken.None));
        Assert.Throws<UnsupportedImageException>(() => VhdLimits.Check("huge", VhdLimits.MaxDiskSize + 512));
    }

    [Fact]
    public async Task Dynamic_SparseDiskOf5GiB_TakesTheSpaceOfItsData()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["sparse.vhd"], new LastBlockDisk(5L << 30));

        Assert.InRange(new FileInfo(folder["sparse.vhd"]).Length, Block, Block + (32 * 1024));
        await using Disk disk = await VhdSamples.OpenAsync(folder["sparse.vhd"]);
        var last = new byte[512];
        await disk.ReadAsync(disk.Length - 512, last, CancellationToken.None);
        Assert.All(last, b => Assert.Equal(LastBlockDisk.Filler, b));
    }

    [NeedsToolFact("du")]
    public async Task Dynamic_SpaceSetAsideAhead_IsGivenBack()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["disk.vhd"], new TestDisk(TestDisk.RandomBytes(3 * Block)));

        string taken = Tool.Run("du", "--block-size=1", folder["disk.vhd"]).Split('\t')[0];

        Assert.InRange(long.Parse(taken), 3 * Block, 4 * Block);
    }

    [Fact]
    public async Task Dynamic_AnyNumberOfWorkers_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var source = new TestDisk(TestDisk.Mixed(20 * Block));
        await VhdSamples.WriteDynamicAsync(folder["one.vhd"], source, workers: 1);
        await VhdSamples.WriteDynamicAsync(folder["many.vhd"], source, workers: 8);

        byte[] one = await File.ReadAllBytesAsync(folder["one.vhd"]);
        byte[] many = await File.ReadAllBytesAsync(folder["many.vhd"]);
        DiskAssert.Same(one, many);
    }

    /// <summary>A digest wants whole blocks; without one, blocks are written while they come.</summary>
    [Theory]
    [InlineData((3 * Block) + 512)]
    [InlineData(100_000)]
    [InlineData(Block + (300 << 10))]
    public async Task Dynamic_WrittenInParts_IsTheSameFileAsFromWholeBlocks(int length)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(length, seed: length);
        // Zeros that are stored, at the start of a block and up to the middle of a part.
        content.AsSpan(0, Math.Min(length - 1, 290_000)).Clear();
        var source = new TestDisk(content, allData: true);
        await VhdSamples.WriteDynamicAsync(folder["parts.vhd"], source);
        using (SafeFileHandle file = File.OpenHandle(folder["whole.vhd"], FileMode.Create, FileAccess.ReadWrite))
        {
            await using var writer = new VhdDynamicWriter(file, 0, length, VhdSamples.Id, WriteOptions.Default);
            await DiskCopier.CopyAsync(source, new DigestingWriter(writer, new ContentDigest(length)), workers: 2, progress: null, CancellationToken.None);
        }

        byte[] whole = await File.ReadAllBytesAsync(folder["whole.vhd"]), parts = await File.ReadAllBytesAsync(folder["parts.vhd"]);
        DiskAssert.Same(whole, parts);
    }

    [Fact]
    public async Task Writers_StartInsideAFile_LeaveWhatPrecedesAlone()
    {
        byte[] content = TestDisk.Mixed(Block + 512);
        byte[] before = TestDisk.RandomBytes(1536, seed: 5);
        using var folder = new TemporaryFolder();
        folder.Write("archive", before);
        using SafeFileHandle file = File.OpenHandle(folder["archive"], FileMode.Open, FileAccess.ReadWrite);
        await using var writer = new VhdDynamicWriter(file, before.Length, content.Length, VhdSamples.Id, WriteOptions.Default);
        await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 2, progress: null, CancellationToken.None);
        file.Dispose();

        byte[] archive = await File.ReadAllBytesAsync(folder["archive"]);
        byte[] alone = await VhdSamples.DynamicAsync(content);

        DiskAssert.Same([.. before, .. alone], archive);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(VhdLimits.MaxDiskSize + 1)]
    public void Dynamic_SizeThatNoVhdHas_IsTheCallersMistake(long size)
    {
        using var folder = new TemporaryFolder();
        using SafeFileHandle file = File.OpenHandle(folder["disk.vhd"], FileMode.Create, FileAccess.ReadWrite);
        Assert.Throws<ArgumentOutOfRangeException>(() => new VhdDynamicWriter(file, 0, size, VhdSamples.Id, WriteOptions.Default));
    }

    private static long QemuSize(string path)
    {
        string json = Tool.Run("qemu-img", "info", "-f", "vpc", "--output=json", path);
        return JsonDocument.Parse(json).RootElement.GetProperty("virtual-size").GetInt64();
    }
}
