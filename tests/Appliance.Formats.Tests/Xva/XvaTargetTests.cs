using Appliance.Formats.Disks;
using Appliance.Formats.IO.Compression;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Xva;

public sealed class XvaTargetTests
{
    private const int MiB = XvaFile.Chunk;
    private const int Sector = 512;

    [NeedsToolTheory("python3", "xxhsum", "tar")]
    [InlineData(Sector)]
    [InlineData(1_234_567)]
    [InlineData(MiB)]
    [InlineData(MiB - Sector)]
    [InlineData(MiB + Sector)]
    [InlineData(3 * MiB)]
    public async Task WriteAsync_AnySize_AnotherReaderGetsTheSameDisk(int length)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(length, seed: length);
        foreach (XvaChecksum checksum in Enum.GetValues<XvaChecksum>())
        {
            await XvaFile.WriteAsync(MemorySource.Of(new TestDisk(content)), folder["out.xva"], new XvaOptions { Checksum = checksum });

            XvaOracle.Check(folder["out.xva"], folder);
            byte[] padded = new byte[(length + MiB - 1) / MiB * MiB];
            content.CopyTo(padded, 0);
            DiskAssert.Same(padded, File.ReadAllBytes(folder["Ref0002"]));
            Assert.StartsWith("ova.xml\nRef:0002/00000000\n", Tool.Run("tar", "-tf", folder["out.xva"]), StringComparison.Ordinal);
        }
    }

    [NeedsToolFact("python3", "qemu-img", "truncate")]
    public async Task WriteAsync_LargeSparseDisk_HoldsOnlyDataAndBothEnds()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("truncate", "--size", "5G", folder["sparse.raw"]);
        using (var file = File.OpenHandle(folder["sparse.raw"], access: FileAccess.Write))
        {
            RandomAccess.Write(file, TestDisk.RandomBytes(5000), (2L << 30) - 100);
        }

        await XvaFile.WriteAsync(MemorySource.Of(FileDisk.Open(folder["sparse.raw"])), folder["out.xva"]);

        var result = XvaOracle.Check(folder["out.xva"], folder);
        Assert.Equal(4, result.GetProperty("chunks").GetProperty("Ref:0002").GetInt32());
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "raw", folder["sparse.raw"], folder["Ref0002"]);
    }

    [NeedsToolFact("python3")]
    public async Task WriteAsync_ManyDisksAndMachines_EveryDiskComesOutInItsPlace()
    {
        using var folder = new TemporaryFolder();
        byte[][] contents = [.. Enumerable.Range(0, 12).Select(i => TestDisk.Mixed((i * 300_000) + 1, i))];
        MemorySource one = MemorySource.Of([.. contents.Select(content => new TestDisk(content))]);
        Machine machine = one.Group.Machines[0];
        MachineGroup two = one.Group with
        {
            Machines = [machine with { Disks = [.. machine.Disks.Take(5)] }, machine with { Id = "b", Disks = [.. machine.Disks.Skip(5)] }],
        };

        await XvaFile.WriteAsync(new MemorySource(two, machine.Disks.Select((d, i) => (d.Id, contents[i])).ToDictionary(p => p.Id, p => (Disk)new TestDisk(p.Item2))), folder["out.xva"]);

        XvaOracle.Check(folder["out.xva"], folder);
        for (int i = 0; i < contents.Length; i++)
        {
            byte[] written = File.ReadAllBytes(folder[$"Ref{i + 2:D4}"]);
            DiskAssert.Same(contents[i], written.AsSpan(0, contents[i].Length));
            Assert.False(written.AsSpan(contents[i].Length).ContainsAnyExcept((byte)0));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task WriteAsync_AnyWorkers_FileAndStreamHaveTheSameBytes(int workers)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(9 * MiB, seed: 4);
        await XvaFile.WriteAsync(MemorySource.Of(new TestDisk(content)), folder["one.xva"], options: new WriteOptions { Workers = 1 });
        var options = new WriteOptions { Workers = workers };

        await XvaFile.WriteAsync(MemorySource.Of(new TestDisk(content)), folder["many.xva"], options: options);

        byte[] expected = File.ReadAllBytes(folder["one.xva"]);
        DiskAssert.Same(expected, File.ReadAllBytes(folder["many.xva"]));
        byte[] streamed = await XvaFile.WriteStreamAsync(MemorySource.Of(new TestDisk(content)), options: options);
        DiskAssert.Same(expected, streamed);
    }

    [NeedsToolFact("python3")]
    public async Task WriteAsync_LongZerosReadForAStream_AreBrokenByAChunkNowAndThen()
    {
        using var folder = new TemporaryFolder();
        byte[] content = new byte[XvaDiskWriter.KeepAliveChunks * 2 * MiB];
        var zeros = new TestDisk(content, allData: true);

        folder.Write("stream.xva", await XvaFile.WriteStreamAsync(MemorySource.Of(zeros)));
        await XvaFile.WriteAsync(MemorySource.Of(zeros), folder["file.xva"]);

        Assert.Equal(3, XvaOracle.Check(folder["stream.xva"], folder).GetProperty("chunks").GetProperty("Ref:0002").GetInt32());
        Assert.Equal(2, XvaOracle.Check(folder["file.xva"], folder).GetProperty("chunks").GetProperty("Ref:0002").GetInt32());
    }

    [NeedsToolTheory("python3", "gzip", "zstd", "sh", "cmp")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task WriteAsync_Compressed_IsThePlainFileToHostsToolsAndToOurReader(string tool)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(7 * MiB, seed: 9);
        CompressionFormat compression = CompressionFormat.All.Single(format => format.Name == tool);
        string packed = folder[$"web01.xva{compression.Extension}"];

        await XvaFile.WriteAsync(MemorySource.Of(new TestDisk(content, allData: true)), folder["web01.xva"]);
        await XvaFile.WriteAsync(MemorySource.Of(new TestDisk(content, allData: true)), packed, options: new WriteOptions { Compression = compression });

        Tool.Run("sh", "-c", $"{tool} -dc '{packed}' | cmp - '{folder["web01.xva"]}'");
        XvaOracle.Check(folder["web01.xva"], folder);
        await using XvaSource source = await XvaSource.OpenCompressedAsync(FileDisk.Open(packed), ReadOptions.Default, CancellationToken.None);
        byte[] read = await XvaFile.ReadDiskAsync(source);
        DiskAssert.Same(content, read);
    }

    [Fact]
    public async Task WriteAsync_CompressedAndCancelled_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var options = new WriteOptions { Compression = CompressionFormat.Gzip };
        await using (var target = new XvaTarget(folder["out.xva.gz"], XvaOptions.Default, options))
        {
            MemorySource source = MemorySource.Of(new TestDisk(TestDisk.RandomBytes(8 * MiB)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.WriteAsync(source, (_, _) => stop.Cancel(), stop.Token));
            Assert.NotEmpty(Directory.GetFiles(folder.Path));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task WriteAsync_WithoutEndBlocks_LeavesThemAndNothingElseOut()
    {
        var disk = new TestDisk(TestDisk.RandomBytes(1000));
        byte[] with = await XvaFile.WriteStreamAsync(MemorySource.Of(disk));
        byte[] without = await XvaFile.WriteStreamAsync(MemorySource.Of(disk), new XvaOptions { WriteEndBlocks = false });
        DiskAssert.Same(with, [.. without, .. new byte[1024]]);
    }

    [Fact]
    public async Task WriteAsync_NoDisks_HoldsJustTheMachine()
    {
        await using XvaSource read = await XvaFile.OpenAsync(await XvaFile.WriteStreamAsync(MemorySource.Of()));
        Assert.Empty(Assert.Single(read.Group.Machines).Disks);
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        await using (var target = new XvaTarget(folder["out.xva"], XvaOptions.Default, WriteOptions.Default))
        {
            MemorySource source = MemorySource.Of(new TestDisk(TestDisk.RandomBytes(8 * MiB)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.WriteAsync(source, (_, _) => stop.Cancel(), stop.Token));
            Assert.NotEmpty(Directory.GetFiles(folder.Path));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Commit_WholeFile_ReplacesAnOlderOne()
    {
        using var folder = new TemporaryFolder();
        folder.Write("out.xva", "old");
        await using var target = new XvaTarget(folder["out.xva"], XvaOptions.Default, WriteOptions.Default);
        await target.WriteAsync(MemorySource.Of(), progress: null, CancellationToken.None);
        Assert.Equal("old", File.ReadAllText(folder["out.xva"]));

        Assert.Equal([folder["out.xva"]], await target.CommitAsync(CancellationToken.None));

        Assert.True(XvaImage.IsXva(File.ReadAllBytes(folder["out.xva"])));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Check_SizesAroundTheLimit_AreToldApart()
    {
        MemorySource source = MemorySource.Of(new ZeroDisk("huge", 0));
        await using var target = new XvaTarget("out.xva", XvaOptions.Default, WriteOptions.Default);

        target.Check(source.Group, new Dictionary<string, long> { ["disk0"] = 100_000_000L << 20 });
        Assert.Throws<UnsupportedImageException>(() => target.Check(source.Group, new Dictionary<string, long> { ["disk0"] = (100_000_000L << 20) + 1 }));
    }

    [Fact]
    public async Task Check_TooManyDisks_IsRefused()
    {
        MemorySource source = MemorySource.Of([.. Enumerable.Range(0, 255).Select(_ => new ZeroDisk("zero", 1))]);
        await using var target = new XvaTarget("out.xva", XvaOptions.Default, WriteOptions.Default);
        Assert.Throws<UnsupportedImageException>(() => target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, _ => 1L)));
    }
}
