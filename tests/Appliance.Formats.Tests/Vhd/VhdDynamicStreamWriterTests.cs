using Appliance.Formats.Disks;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdDynamicStreamWriterTests
{
    private const int Block = VhdSamples.Block;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(Block - 512)]
    [InlineData(Block)]
    [InlineData(Block + 512)]
    [InlineData((7 * Block) + 1536)]
    public async Task WriteAsync_AnySize_GivesTheBytesOfAFile(int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: size);
        if (size > 5 * Block)
        {
            content.AsSpan(Block, 2 * Block).Clear(); // blocks that are left out
        }

        byte[] file = await VhdSamples.DynamicAsync(content);
        byte[] stream = await StreamAsync(new TestDisk(content), new TestDisk(content));
        DiskAssert.Same(file, stream);
    }

    [NeedsToolFact("qemu-img", "vhdiinfo")]
    public async Task WriteAsync_BlocksThatTurnOutZero_AreStoredAndOtherToolsAgree()
    {
        using var folder = new TemporaryFolder();
        byte[] content = new byte[(6 * Block) + 512];
        TestDisk.RandomBytes(3000).CopyTo(content, (2 * Block) + 100);
        var all = new TestDisk(content, allData: true);

        byte[] image = await StreamAsync(all, all);

        folder.Write("disk.raw", content);
        folder.Write("disk.vhd", image);
        Tool.Run("qemu-img", "compare", "-f", "vpc", "-F", "raw", folder["disk.vhd"], folder["disk.raw"]);
        Assert.Contains($"{content.Length} bytes", Tool.Run("vhdiinfo", folder["disk.vhd"]), StringComparison.Ordinal);
        Assert.Empty(await VhdSamples.VerifyAsync(new TestDisk(image)));
        Assert.InRange(image.Length, 7 * Block, 8 * Block);
    }

    [Fact]
    public async Task CreateAsync_LargestDisk_TellsTheLengthBeforehand()
    {
        using var target = new MemoryStream();
        var disk = new LastBlockDisk(VhdLimits.MaxDiskSize);
        await using VhdDynamicStreamWriter writer = await VhdDynamicStreamWriter.CreateAsync(
            target, disk, VhdSamples.Id, WriteOptions.Default, CancellationToken.None);

        await DiskCopier.CopyAsync(disk, writer, workers: 2, progress: null, CancellationToken.None);

        Assert.Equal(writer.FileLength, target.Length);
        await using Disk read = await VhdSamples.OpenAsync(target.ToArray());
        Assert.Equal(Block, await read.CountDataAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WriteAsync_DataWhereNoneWasPlanned_SaysThatTheSourceChanged()
    {
        byte[] content = TestDisk.RandomBytes(2 * Block);
        byte[] before = [.. content];
        before.AsSpan(Block).Clear();

        IOException e = await Assert.ThrowsAsync<IOException>(() => StreamAsync(new TestDisk(before), new TestDisk(content)));

        Assert.Contains($"byte {Block}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fixed_AnySize_GivesTheBytesOfAFile()
    {
        foreach (int size in (int[])[0, 1, 512, (1 << 20) + 512, 3_333_333])
        {
            byte[] content = TestDisk.Mixed(size, seed: size);
            using var target = new MemoryStream();
            await using var writer = new VhdFixedStreamWriter(target, size, VhdSamples.Id, WriteOptions.Default);

            await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 2, progress: null, CancellationToken.None);

            byte[] file = await VhdSamples.FixedAsync(content);
            DiskAssert.Same(file, target.ToArray());
        }
    }

    private static async Task<byte[]> StreamAsync(Disk planned, Disk copied)
    {
        using var target = new MemoryStream();
        await using VhdDynamicStreamWriter writer = await VhdDynamicStreamWriter.CreateAsync(
            target, planned, VhdSamples.Id, WriteOptions.Default, CancellationToken.None);
        await DiskCopier.CopyAsync(copied, writer, workers: 3, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, target.Length);
        return target.ToArray();
    }
}
