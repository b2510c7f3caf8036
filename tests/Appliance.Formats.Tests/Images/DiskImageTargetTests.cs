using System.IO.Compression;
using Appliance.Formats.Images;
using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Zstd;
using Appliance.Formats.Tests.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Images;

public sealed class DiskImageTargetTests
{
    private static readonly DiskImageFormat[] Formats =
        [DiskImageFormat.Raw, DiskImageFormat.Vhd, DiskImageFormat.VhdFixed, DiskImageFormat.Qcow2, DiskImageFormat.Vmdk, DiskImageFormat.VmdkSparse];

    // No zeros that are told as data: a VHD that is planned stores them.
    private static readonly byte[] Content = [.. TestDisk.RandomBytes(5_000_192), .. new byte[7_000_064], .. TestDisk.RandomBytes(3_000_320)];

    public static TheoryData<string> Streamable => [.. Formats.Where(format => format.CanStream).Select(format => format.Name)];

    public static TheoryData<string> Others => [.. Formats.Where(format => !format.CanStream).Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Streamable))]
    public async Task WriteAsync_CompressedOrPiped_HoldsTheBytesOfThePlainFile(string name)
    {
        using var folder = new TemporaryFolder();
        DiskImageFormat format = FormatOf(name);
        byte[] plain = await WriteAsync(folder, $"disk{format.Extension}", format);
        foreach (CompressionFormat compression in CompressionFormat.All)
        {
            var options = new WriteOptions { Compression = compression, Workers = 3 };
            byte[] packed = await WriteAsync(folder, $"disk{format.Extension}{compression.Extension}", format, options);
            DiskAssert.Same(plain, Decompress(compression, packed));
        }

        using var pipe = new ForwardStream();
        await using var target = new DiskImageTarget(pipe, "standard output", format, WriteOptions.Default);
        await target.WriteAsync(Source(), progress: null, CancellationToken.None);
        Assert.Empty(await target.CommitAsync(CancellationToken.None));
        Assert.True(pipe.IsFlushed);
        DiskAssert.Same(SkipName(plain, format), SkipName(pipe.Written, format));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Constructor_FormatThatGoesBackToItsStart_IsNotStreamed(string name)
    {
        Assert.Throws<ArgumentException>(() => new DiskImageTarget(Stream.Null, "-", FormatOf(name), WriteOptions.Default));
        Assert.Throws<ArgumentException>(
            () => new DiskImageTarget("disk.gz", FormatOf(name), new WriteOptions { Compression = CompressionFormat.Gzip }));
    }

    [Fact]
    public async Task WriteAsync_ContentThatComesByOnce_IsBuiltInTheSpoolFolderFirst()
    {
        using var folder = new TemporaryFolder();
        byte[] expected = await WriteAsync(folder, "disk.vhd", DiskImageFormat.Vhd);
        using var spool = new TemporaryFolder();
        var remarks = new List<string>();
        var options = new WriteOptions { SpoolFolder = spool.Path, Warn = remarks.Add };
        using var pipe = new ForwardStream();

        await using var target = new DiskImageTarget(pipe, "-", DiskImageFormat.Vhd, options);
        await target.WriteAsync(new PassingSource(Source()), progress: null, CancellationToken.None);

        DiskAssert.Same(expected, pipe.Written);
        Assert.Contains(spool.Path, Assert.Single(remarks), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(spool.Path));
    }

    [Fact]
    public async Task WriteAsync_SeveralDisksToAFolder_EachIsCompressed()
    {
        using var folder = new TemporaryFolder();
        var options = new WriteOptions { Compression = CompressionFormat.Gzip };
        await using var target = new DiskImageTarget(folder["disks/"], DiskImageFormat.Raw, options);
        MemorySource source = MemorySource.Of(new TestDisk(Content), new TestDisk(Content[..1000]));
        target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value));

        await target.WriteAsync(source, progress: null, CancellationToken.None);

        Assert.Equal([folder["disks/disk 0.raw.gz"], folder["disks/disk 1.raw.gz"]], await target.CommitAsync(CancellationToken.None));
        DiskAssert.Same(Content.AsSpan(0, 1000), Decompress(CompressionFormat.Gzip, File.ReadAllBytes(folder["disks/disk 1.raw.gz"])));
    }

    [Fact]
    public async Task Check_SeveralDisksToAStream_IsRefusedWithTheWayOut()
    {
        MemorySource source = MemorySource.Of(new TestDisk(Content), new TestDisk(Content));
        await using var target = new DiskImageTarget(Stream.Null, "standard output", DiskImageFormat.Raw, WriteOptions.Default);

        UnsupportedImageException e = Assert.Throws<UnsupportedImageException>(
            () => target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value)));

        Assert.Contains("--disk", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Streamable))]
    public async Task WriteAsync_BrokenPipe_IsTheErrorThatComesOut(string name)
    {
        using var pipe = new ForwardStream { Limit = 2 << 20 };
        var options = new WriteOptions { Compression = CompressionFormat.Gzip };
        foreach (WriteOptions either in (WriteOptions[])[WriteOptions.Default, options])
        {
            await using var target = new DiskImageTarget(pipe, "-", FormatOf(name), either);
            IOException e = await Assert.ThrowsAsync<IOException>(() => target.WriteAsync(Source(), progress: null, CancellationToken.None));
            Assert.Equal("Broken pipe", e.Message);
        }
    }

    [Fact]
    public async Task DisposeAsync_CancelledHalfWay_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var options = new WriteOptions { Compression = CompressionFormat.Gzip };
        await using (var target = new DiskImageTarget(folder["disks/"], DiskImageFormat.Raw, options))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => target.WriteAsync(Source(), (_, _) => stop.Cancel(), stop.Token));
            Assert.NotEmpty(Directory.GetFiles(folder["disks"]));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static DiskImageFormat FormatOf(string name) => Formats.Single(format => format.Name == name);

    private static MemorySource Source() => MemorySource.Of(new TestDisk(Content));

    private static async Task<byte[]> WriteAsync(TemporaryFolder folder, string file, DiskImageFormat format, WriteOptions? options = null)
    {
        await using var target = new DiskImageTarget(folder[file], format, options ?? WriteOptions.Default);
        await target.WriteAsync(Source(), progress: null, CancellationToken.None);
        Assert.Equal([folder[file]], await target.CommitAsync(CancellationToken.None));
        return File.ReadAllBytes(folder[file]);
    }

    /// <summary>What stands behind the descriptor of a VMDK, which names the file.</summary>
    private static ReadOnlySpan<byte> SkipName(byte[] image, DiskImageFormat format)
        => image.AsSpan(format == DiskImageFormat.Vmdk ? 64 << 10 : 0);

    private static byte[] Decompress(CompressionFormat format, byte[] packed)
    {
        using var content = new MemoryStream();
        using var input = new MemoryStream(packed);
        using Stream unpacked = format == CompressionFormat.Gzip
            ? new GZipStream(input, CompressionMode.Decompress)
            : new ZstdDecompressionStream(input, "test");
        unpacked.CopyTo(content);
        return content.ToArray();
    }
}
