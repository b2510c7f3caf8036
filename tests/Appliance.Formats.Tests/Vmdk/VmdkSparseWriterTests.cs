using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class VmdkSparseWriterTests
{
    private const int MiB = 1 << 20;

    [NeedsToolTheory("qemu-img")]
    [InlineData(512)]
    [InlineData(65_536)]
    [InlineData(MiB - 512)]
    [InlineData(MiB)]
    [InlineData(MiB + 512)]
    [InlineData(33_554_432)]
    [InlineData(100_000_256)]
    [InlineData(1_000)]
    public async Task Write_AnySize_OthersSeeTheSameBytes(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 3);
        string truth = folder.Write("truth.raw", [.. content, .. new byte[-size & 511]]);

        await VmdkSamples.WriteSparseAsync(folder["disk.vmdk"], new TestDisk(content));

        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], truth);
        Assert.Equal(size + (-size & 511), VmdkSamples.QemuSize(folder["disk.vmdk"]));
        await VmdkSamples.VerifyAsync(folder["disk.vmdk"]);
        await using Disk disk = await VmdkSamples.OpenAsync(folder["disk.vmdk"]);
        await DiskAssert.HoldsAsync(await File.ReadAllBytesAsync(truth), disk);
    }

    [NeedsToolFact("vmdkinfo")]
    public async Task Write_ThenLibvmdk_SeesAMonolithicSparseDisk()
    {
        using var folder = new TemporaryFolder();
        await VmdkSamples.WriteSparseAsync(folder["disk.vmdk"], new TestDisk(TestDisk.Mixed(MiB + 512)));

        string info = Tool.Run("vmdkinfo", folder["disk.vmdk"]);

        Assert.Contains("Monolithic sparse", info, StringComparison.Ordinal);
        Assert.Contains($"({MiB + 512} bytes)", info, StringComparison.Ordinal);
    }

    [NeedsToolTheory("7z")]
    [InlineData(MiB + 512)]
    [InlineData(40 * MiB)]
    public async Task Write_EitherKind_SevenZipUnpacksTheSameBytes(int size)
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write("truth.raw", TestDisk.Mixed(size));
        await VmdkSamples.WriteSparseAsync(folder["sparse.vmdk"], new TestDisk(TestDisk.Mixed(size)));
        await VmdkSamples.WriteStreamAsync(folder["stream.vmdk"], new TestDisk(TestDisk.Mixed(size)));
        foreach (string name in (string[])["sparse.vmdk", "stream.vmdk"])
        {
            Tool.Run("sh", "-c", "7z x -so \"$1\" > \"$2\"", "sh", folder[name], folder["7z.raw"]);
            Tool.Run("cmp", truth, folder["7z.raw"]);
        }
    }

    [NeedsToolFact("qemu-img", "qemu-io")]
    public async Task Write_ThenChangedByQemu_IsStillWhole()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(40 * MiB, seed: 5);
        await VmdkSamples.WriteSparseAsync(folder["disk.vmdk"], new TestDisk(content));
        content.AsSpan(35 * MiB, MiB).Fill(0x77);

        Tool.Run("qemu-io", "-f", "vmdk", "-c", $"write -P 0x77 {35 * MiB} {MiB}", folder["disk.vmdk"]);

        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], folder.Write("truth.raw", content));
        await VmdkSamples.VerifyAsync(folder["disk.vmdk"]);
    }

    [Fact]
    public async Task Write_AnyNumberOfWorkers_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(50_000_128, seed: 10);
        await VmdkSamples.WriteSparseAsync(folder["one.vmdk"], new TestDisk(content), workers: 1);
        await VmdkSamples.WriteSparseAsync(folder["four.vmdk"], new TestDisk(content), workers: 4);
        DiskAssert.Same(File.ReadAllBytes(folder["one.vmdk"]), File.ReadAllBytes(folder["four.vmdk"]));
    }

    [Fact]
    public async Task Write_ZeroGrainsWithinBlocks_AreLeftOut()
    {
        using var folder = new TemporaryFolder();
        var content = new byte[MiB];
        content[^1] = content[5 * 65_536] = 1;

        await VmdkSamples.WriteSparseAsync(folder["disk.vmdk"], new TestDisk(content, allData: true));

        byte[] file = await File.ReadAllBytesAsync(folder["disk.vmdk"]);
        Assert.Equal((128 + (2 * 128)) * 512, file.Length);
        int[] directories = [(int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(48)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(56))];
        foreach (int directory in directories)
        {
            int table = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(directory * 512)) * 512;
            int[] entries = [.. Enumerable.Range(0, 512).Select(i => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(table + (i * 4))))];
            Assert.Equal([128, 256], entries.Where(entry => entry != 0));
            Assert.Equal((128, 256), (entries[5], entries[15]));
        }
    }

    [NeedsToolFact("qemu-img")]
    public async Task Patch_PlacedAndSkippedGrains_HoldWhatCameLast()
    {
        using var folder = new TemporaryFolder();
        var content = new byte[40 * MiB];
        content.AsSpan(35 * MiB, 70_000).Fill(1);
        using (SafeFileHandle file = File.OpenHandle(folder["disk.vmdk"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await using var writer = new VmdkSparseWriter(file, content.Length, VmdkSamples.Label);
            using var block = new DiskBlock(writer.BlockSize);
            block.Reset(35 * MiB, MiB);
            content.AsMemory(35 * MiB, MiB).CopyTo(block.Data);
            writer.Prepare(block);
            await writer.PlaceAsync(block, CancellationToken.None);
            await writer.WriteAsync(block, CancellationToken.None);
            foreach ((int offset, byte value) in ((int, byte)[])[((35 * MiB) + 60_000, 2), (39 * MiB, 3), ((39 * MiB) + 900, 4), (500, 5)])
            {
                content.AsSpan(offset, 100_000).Fill(value);
                await writer.PatchAsync(offset, content.AsMemory(offset, 100_000), CancellationToken.None);
            }

            await writer.CompleteAsync(CancellationToken.None);
        }

        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], folder.Write("truth.raw", content));
        await VmdkSamples.VerifyAsync(folder["disk.vmdk"]);
    }

    [Fact]
    public async Task Place_BlocksInAnyOrder_AllComeBack()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(36 * MiB, seed: 12);
        using (SafeFileHandle file = File.OpenHandle(folder["disk.vmdk"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await using var writer = new VmdkSparseWriter(file, content.Length, VmdkSamples.Label);
            using var block = new DiskBlock(writer.BlockSize);
            foreach (int at in Enumerable.Range(0, 36).OrderBy(i => (i * 17) % 36))
            {
                block.Reset(at * MiB, MiB);
                content.AsMemory(at * MiB, MiB).CopyTo(block.Data);
                writer.Prepare(block);
                await writer.PlaceAsync(block, CancellationToken.None);
                await writer.WriteAsync(block, CancellationToken.None);
            }

            await writer.CompleteAsync(CancellationToken.None);
        }

        await VmdkSamples.VerifyAsync(folder["disk.vmdk"]);
        await using Disk disk = await VmdkSamples.OpenAsync(folder["disk.vmdk"]);
        await DiskAssert.HoldsAsync(content, disk);
    }
}
