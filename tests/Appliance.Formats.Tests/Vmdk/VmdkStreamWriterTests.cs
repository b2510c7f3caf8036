using Appliance.Formats.Disks;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class VmdkStreamWriterTests
{
    private static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    [NeedsToolTheory("qemu-img")]
    [InlineData(512)]
    [InlineData(65_536)]
    [InlineData(1_052_160)]
    [InlineData(33_554_432)]
    [InlineData(100_000_256)]
    public async Task Write_AnySize_QemuSeesTheSameBytes(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 8);
        folder.Write("truth.raw", content);

        await WriteAsync(new TestDisk(content), folder["disk.vmdk"]);

        Tool.Run("qemu-img", "check", "-f", "vmdk", folder["disk.vmdk"]);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "vmdk", folder["truth.raw"], folder["disk.vmdk"]);
        Assert.Contains($"\"virtual-size\": {size + (-size & 511)},", Tool.Run("qemu-img", "info", "--output=json", folder["disk.vmdk"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ThenRead_HoldsTheSource()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(70_000_128, seed: 9);

        await WriteAsync(new TestDisk(content), folder["disk.vmdk"]);

        await using Disk disk = await VmdkImage.OpenAsync(FileDisk.Open(folder["disk.vmdk"]), null, new ReadOptions(), CancellationToken.None);
        await DiskAssert.HoldsAsync(content, disk);
    }

    [Fact]
    public async Task Write_AnyNumberOfWorkers_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(20_000_000, seed: 10);

        await WriteAsync(new TestDisk(content), folder["one.vmdk"], workers: 1);
        await WriteAsync(new TestDisk(content), folder["four.vmdk"], workers: 4);

        Assert.Equal(File.ReadAllBytes(folder["one.vmdk"]), File.ReadAllBytes(folder["four.vmdk"]));
    }

    private static async Task WriteAsync(Disk source, string path, int workers = 2)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await using var writer = new VmdkStreamWriter(file, 0, source.Length, "disk.vmdk", Id);
        await DiskCopier.CopyAsync(source, writer, workers, progress: null, CancellationToken.None);
        Assert.Equal(writer.FileLength, RandomAccess.GetLength(file));
    }
}
