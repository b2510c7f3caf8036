using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Raw;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Raw;

public sealed class RawTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(1_052_160)]
    [InlineData(5_000_192)]
    public async Task OpenAsync_WholeSectors_IsTakenAsItIs(int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: size);

        await using Disk disk = await OpenAsync(content, "disk.img");

        await DiskAssert.HoldsAsync(content, disk);
        await DiskAssert.HoldsInSmallPiecesAsync(content, disk);
    }

    [Theory]
    [InlineData(0, "disk.img", "0 bytes are no whole sectors")] // nothing at all
    [InlineData(1000, "disk.img", "1000 bytes are no whole sectors")] // a text, or cut off
    [InlineData(512, "disk.vmdk", "is no VMDK")] // a download that went wrong
    [InlineData(512, "disk.qcow2", "is no QCOW2")]
    public async Task OpenAsync_UnlikelyADisk_IsRefusedUnlessTheUserSaysSo(int size, string name, string reason)
    {
        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(async () => await OpenAsync(new byte[size], name));

        Assert.StartsWith($"{name}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains("--from raw", e.Message, StringComparison.Ordinal);
        await using Disk disk = await OpenAsync(new byte[size], name, ImageFormat.Raw);
        Assert.Equal(size, disk.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData((1 << 20) + 1)]
    [InlineData(9_999_999)]
    public async Task Writers_AnySize_GiveTheBytes(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: size);
        using (SafeFileHandle file = File.OpenHandle(folder["disk.raw"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await using var writer = new RawWriter(file, 0, size);
            await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 3, progress: null, CancellationToken.None);
        }

        using var stream = new MemoryStream();
        await using (var writer = new RawStreamWriter(stream, size))
        {
            await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 3, progress: null, CancellationToken.None);
        }

        byte[] written = await File.ReadAllBytesAsync(folder["disk.raw"]);
        DiskAssert.Same(content, written);
        DiskAssert.Same(content, stream.ToArray());
    }

    [NeedsToolFact("du")]
    public async Task Write_MostlyZeros_LeavesHolesThatAreFoundAgain()
    {
        using var folder = new TemporaryFolder();
        var content = new byte[64 << 20];
        content[^1] = 1;
        using (SafeFileHandle file = File.OpenHandle(folder["disk.raw"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await using var writer = new RawWriter(file, 0, content.Length);
            await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 1, progress: null, CancellationToken.None);
        }

        string taken = Tool.Run("du", "--block-size=1", folder["disk.raw"]).Split('\t')[0];

        Assert.InRange(long.Parse(taken), 1, 1 << 20);
        await using FileDisk disk = FileDisk.Open(folder["disk.raw"]);
        Assert.InRange(await disk.CountDataAsync(CancellationToken.None), 1, 1 << 20);
    }

    private static ValueTask<Disk> OpenAsync(byte[] content, string name, ImageFormat? from = null)
        => DiskImages.OpenAsync(
            new TestDisk(content, name), siblings: null, ReadOptions.Default, new SourceOptions { From = from }, CancellationToken.None);
}
