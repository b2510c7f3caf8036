using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Vhd;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class VmdkStreamWriterTests
{
    private const int MiB = 1 << 20;

    [NeedsToolTheory("qemu-img", "python3")]
    [InlineData(512)]
    [InlineData(65_536)]
    [InlineData(MiB - 512)]
    [InlineData(MiB)]
    [InlineData(MiB + 512)]
    [InlineData(1_052_160)]
    [InlineData(33_554_432)]
    [InlineData(100_000_256)]
    [InlineData(1_000)]
    public async Task Write_AnySize_OthersSeeTheSameBytes(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 8);
        string truth = folder.Write("truth.raw", [.. content, .. new byte[-size & 511]]);

        await VmdkSamples.WriteStreamAsync(folder["disk.vmdk"], new TestDisk(content));

        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], truth);
        Assert.Equal(size + (-size & 511), VmdkSamples.QemuSize(folder["disk.vmdk"]));
        VmdkStreamOracle.Unpack(folder["disk.vmdk"], folder["python.raw"], folder);
        Tool.Run("cmp", truth, folder["python.raw"]);
        await VmdkSamples.VerifyAsync(folder["disk.vmdk"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Write_AnyWorkers_FileAndStreamHaveTheSameBytes(int workers)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(70_000_128, seed: 9);
        await VmdkSamples.WriteStreamAsync(folder["disk.vmdk"], new TestDisk(content), workers: 1);

        using var stream = new ForwardStream();
        await using (var writer = new VmdkStreamWriter(new StreamOutput(stream), content.Length, VmdkSamples.Label))
        {
            await DiskCopier.CopyAsync(new TestDisk(content), writer, workers, progress: null, CancellationToken.None);
        }

        DiskAssert.Same(File.ReadAllBytes(folder["disk.vmdk"]), stream.Written);
        Assert.True(stream.IsFlushed);
        await using Disk disk = await VmdkSamples.OpenAsync(folder["disk.vmdk"]);
        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsToolTheory("qemu-img", "qemu-io")]
    [InlineData(5L << 30)]
    [InlineData(62L << 40)]
    public async Task Write_SparseDisk_TakesTheSpaceOfItsData(long size)
    {
        using var folder = new TemporaryFolder();

        await VmdkSamples.WriteStreamAsync(folder["disk.vmdk"], new LastBlockDisk(size));

        Assert.Equal(size, VmdkSamples.QemuSize(folder["disk.vmdk"]));
        Assert.InRange(new FileInfo(folder["disk.vmdk"]).Length, 65_536, (size >> 23) + 80_000);
        Tool.Run("qemu-io", "-r", "-f", "vmdk", "-c", $"read -P {LastBlockDisk.Filler} {size - 512} 512", folder["disk.vmdk"]);
    }

    [Fact]
    public async Task Write_EmptyDisk_HasNoTable()
    {
        using var folder = new TemporaryFolder();
        await VmdkSamples.WriteStreamAsync(folder["disk.vmdk"], new ZeroDisk("zero", 5L << 30));
        Assert.Equal((128 + 1 + 2 + 1 + 1 + 1) * 512, new FileInfo(folder["disk.vmdk"]).Length); // head, directory of 160 tables, footer, end
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_NameWithQuotes_LeavesTheDescriptorWhole()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.RandomBytes(MiB);
        var label = VmdkSamples.Label with { FileName = "a\"b\n\\c/\ud83d\ude00é.vmdk", Bus = DiskBus.Ide };

        await VmdkSamples.WriteStreamAsync(folder["disk.vmdk"], new TestDisk(content), label: label);

        string text = System.Text.Encoding.UTF8.GetString((await File.ReadAllBytesAsync(folder["disk.vmdk"])).AsSpan(512, 600));
        Assert.Contains("RW 2048 SPARSE \"a_b__c___é.vmdk\"\n", text, StringComparison.Ordinal);
        Assert.Contains("ddb.adapterType = \"ide\"\nddb.geometry.cylinders = \"3\"\nddb.geometry.heads = \"16\"\n", text, StringComparison.Ordinal);
        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], folder.Write("truth.raw", content));
    }

    [Fact]
    public async Task Write_ToAStreamThatBreaks_PassesTheErrorOn()
    {
        using var stream = new ForwardStream { Limit = 3 * MiB };
        await using var writer = new VmdkStreamWriter(new StreamOutput(stream), 8 * MiB, VmdkSamples.Label);
        await Assert.ThrowsAsync<IOException>(
            () => DiskCopier.CopyAsync(new TestDisk(TestDisk.RandomBytes(8 * MiB)), writer, 2, progress: null, CancellationToken.None));
    }

    [Fact]
    public void Prepare_BlocksOnTheSameCarrier_AllocatesNothing()
    {
        var writer = new VmdkStreamWriter(new StreamOutput(Stream.Null), 4 * MiB, VmdkSamples.Label);
        using var block = new DiskBlock(writer.BlockSize);
        block.Reset(0, writer.BlockSize);
        TestDisk.Mixed(writer.BlockSize).CopyTo(block.Data);
        writer.Prepare(block);

        long before = GC.GetAllocatedBytesForCurrentThread();
        writer.Prepare(block);

        Assert.Equal(IO.Compression.ZlibEncoderTests.IsNative ? 0 : 1, Math.Sign(GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void Check_SizesAroundTheLimits_AreToldApart()
    {
        VmdkLimits.Check("disk", 62L << 40);
        Assert.Throws<UnsupportedImageException>(() => VmdkLimits.Check("disk", (62L << 40) + 512));
        Assert.Throws<UnsupportedImageException>(() => VmdkLimits.Check("disk", 0));
        VmdkLimits.CheckFile("disk", 1L << 32);
        Assert.Throws<UnsupportedImageException>(() => VmdkLimits.CheckFile("disk", (1L << 32) + 1));
    }
}
