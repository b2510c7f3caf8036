using Appliance.Formats.Disks;
using Appliance.Formats.Qcow2;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Qcow2;

public sealed class Qcow2Tests
{
    private static readonly ReadOptions Options = new();

    [NeedsToolTheory("qemu-img")]
    [InlineData("compat=1.1,cluster_size=64k", 5_000_192, false)]
    [InlineData("compat=1.1,cluster_size=512", 1_052_160, false)]
    [InlineData("compat=0.10,cluster_size=4k", 3_000_320, false)]
    [InlineData("compat=1.1,cluster_size=2M", 9_000_448, false)]
    [InlineData("compat=1.1,cluster_size=64k", 5_000_192, true)]
    [InlineData("compat=0.10,cluster_size=4k", 3_000_320, true)]
    [InlineData("compat=1.1", 0, false)]
    public async Task OpenAsync_MadeByQemu_HoldsTheSource(string options, int size, bool compressed)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 21);
        folder.Write("truth.raw", content);
        string[] compress = compressed ? ["-c"] : [];
        Tool.Run("qemu-img", ["convert", .. compress, "-f", "raw", "-O", "qcow2", "-o", options, folder["truth.raw"], folder["disk.qcow2"]]);

        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["disk.qcow2"]), Options, CancellationToken.None);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(65_536)]
    [InlineData(1_052_160)]
    [InlineData(70_000_128)]
    public async Task Write_AnySize_QemuFindsNoFaultAndTheSameBytes(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 5);
        folder.Write("truth.raw", content);

        await WriteAsync(new TestDisk(content), folder["disk.qcow2"]);

        Tool.Run("qemu-img", "check", "-f", "qcow2", folder["disk.qcow2"]);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", folder["truth.raw"], folder["disk.qcow2"]);
        Assert.Contains($"\"virtual-size\": {size},", Tool.Run("qemu-img", "info", "--output=json", folder["disk.qcow2"]), StringComparison.Ordinal);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Write_RandomLayout_QemuFindsNoFaultAndTheSameBytes(int seed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var content = new byte[random.Next(1, 60_000) * 512];
        for (int i = random.Next(40); i > 0; i--)
        {
            int start = random.Next(content.Length);
            random.NextBytes(content.AsSpan(start, random.Next(Math.Min(content.Length - start, 400_000))));
        }

        folder.Write("truth.raw", content);

        await WriteAsync(new TestDisk(content), folder["disk.qcow2"]);

        Tool.Run("qemu-img", "check", "-f", "qcow2", folder["disk.qcow2"]);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", folder["truth.raw"], folder["disk.qcow2"]);
        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["disk.qcow2"]), Options, CancellationToken.None);
        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_DataFarApartOnSixteenTebibytes_IsSound()
    {
        using var folder = new TemporaryFolder();

        // A second-level table every 8 GiB, each with one cluster of data.
        await WriteAsync(new ScatteredDisk(16L << 40, 8L << 30), folder["big.qcow2"]);

        Tool.Run("qemu-img", "check", "-q", "-f", "qcow2", folder["big.qcow2"]);
        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["big.qcow2"]), Options, CancellationToken.None);
        Assert.Equal((2 << 10) * (64L << 10), await disk.CountDataAsync(CancellationToken.None));
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_FortyTebibytes_IsSmallAndSound()
    {
        using var folder = new TemporaryFolder();
        const long size = 40L << 40;
        await WriteAsync(new ConcatDisk("big", [new ZeroDisk("a", size - 4096), new TestDisk(TestDisk.RandomBytes(4096))]), folder["big.qcow2"]);

        Tool.Run("qemu-img", "check", "-f", "qcow2", folder["big.qcow2"]);
        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["big.qcow2"]), Options, CancellationToken.None);
        var end = new byte[4096];
        await disk.ReadAsync(size - 4096, end, CancellationToken.None);
        Assert.Equal(TestDisk.RandomBytes(4096), end);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData("cluster_size=64k,compression_type=zstd", 1_000_448, true)]
    [InlineData("cluster_size=4k,compression_type=zlib", 300_544, true)]
    [InlineData("cluster_size=512", 300_544, false)]
    [InlineData("cluster_size=16k,extended_l2=on", 1_000_448, false)]
    [InlineData("cluster_size=2M,extended_l2=on", 5_000_192, false)]
    public async Task ReadAsync_ThirteenBytesAtATime_IsTheSame(string options, int size, bool compressed)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 33);
        folder.Write("truth.raw", content);
        string[] compress = compressed ? ["-c"] : [];
        Tool.Run("qemu-img", ["convert", .. compress, "-f", "raw", "-O", "qcow2", "-o", options, folder["truth.raw"], folder["disk.qcow2"]]);

        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["disk.qcow2"]), Options, CancellationToken.None);

        await DiskAssert.HoldsAsync(content, disk);
        await DiskAssert.HoldsInSmallPiecesAsync(content, disk);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_InternalSnapshot_TheDiskIsAsItIsNowWithARemark()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", folder["disk.qcow2"], "1M");
        Tool.Run("qemu-io", "-f", "qcow2", "-c", "write -P 1 0 1M", folder["disk.qcow2"]);
        Tool.Run("qemu-img", "snapshot", "-c", "before", folder["disk.qcow2"]);
        Tool.Run("qemu-io", "-f", "qcow2", "-c", "write -P 2 0 64k", folder["disk.qcow2"]);
        var remarks = new List<string>();

        await using Disk disk = await Qcow2Image.OpenAsync(
            FileDisk.Open(folder["disk.qcow2"]), new ReadOptions { Warn = remarks.Add }, CancellationToken.None);

        byte[] content = await DiskAssert.ReadAllAsync(disk);
        Assert.Equal((2, 1), (content[0], content[^1]));
        Assert.Contains("snapshots, which are left out", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData("off")]
    [InlineData("metadata")]
    public async Task OpenAsync_SixteenTebibytes_WalksInLittleMemory(string preallocation)
    {
        using var folder = new TemporaryFolder();
        string size = preallocation == "off" ? "16T" : "64G";
        Tool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-o", $"preallocation={preallocation}", folder["disk.qcow2"], size);
        Tool.Run("qemu-io", "-f", "qcow2", "-c", "write -P 7 60G 64k", folder["disk.qcow2"]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["disk.qcow2"]), Options, CancellationToken.None);
        long data = await disk.CountDataAsync(CancellationToken.None);

        // The tables of 64 GiB are 8 MiB, each of which is read once. Local files are read on the caller's thread.
        Assert.Equal(preallocation == "off" ? 64 << 10 : 64L << 30, data);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 << 20);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_ZeroedCluster_ReadsAsZerosAndIsToldAsZero()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("qemu-img", "create", "-f", "qcow2", folder["disk.qcow2"], "1M");
        Tool.Run("qemu-io", "-f", "qcow2", "-c", "write -P 7 0 256k", "-c", "write -z 64k 64k", folder["disk.qcow2"]);
        var expected = new byte[1 << 20];
        expected.AsSpan(0, 256 << 10).Fill(7);
        expected.AsSpan(64 << 10, 64 << 10).Clear();

        await using Disk disk = await Qcow2Image.OpenAsync(FileDisk.Open(folder["disk.qcow2"]), Options, CancellationToken.None);

        await DiskAssert.HoldsAsync(expected, disk);
        Assert.Equal(ExtentKind.Zero, (await disk.FindExtentAsync(64 << 10, CancellationToken.None)).Kind);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_RandomBytesFlipped_IsRefusedOrReadsWithoutAnyOtherError()
    {
        using var folder = new TemporaryFolder();
        folder.Write("small.raw", TestDisk.Mixed(1 << 20));
        Tool.Run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", "-o", "cluster_size=4k", folder["small.raw"], folder["small.qcow2"]);
        byte[] whole = File.ReadAllBytes(folder["small.qcow2"]);
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = whole[..(random.Next(2) == 0 ? whole.Length : random.Next(whole.Length))];
            for (int n = 0; n < 6 && damaged.Length > 0; n++)
            {
                damaged[random.Next(random.Next(2) == 0 ? Math.Min(112, damaged.Length) : damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            await ReadsOrIsRefusedAsync(damaged);
        }
    }

    private static async Task ReadsOrIsRefusedAsync(byte[] file)
    {
        try
        {
            await using Disk disk = await Qcow2Image.OpenAsync(new TestDisk(file), new ReadOptions { MaxDiskSize = 64 << 20 }, CancellationToken.None);
            await DiskAssert.ReadAllAsync(disk);
        }
        catch (ImageException)
        {
            // Refused: the one way in which damage may show.
        }
    }

    private static async Task WriteAsync(Disk source, string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await using var writer = new Qcow2Writer(file, source.Length);
        await DiskCopier.CopyAsync(source, writer, workers: 2, progress: null, CancellationToken.None);
    }
}
