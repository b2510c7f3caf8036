using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

public sealed class DiskLayerTests
{
    [Fact]
    public async Task SliceDisk_MiddleOfADisk_HoldsThatPart()
    {
        byte[] content = TestDisk.Mixed(100_000);
        await DiskAssert.HoldsAsync(content[1_000..60_001], new SliceDisk(new TestDisk(content), 1_000, 59_001));
    }

    [Fact]
    public void SliceDisk_BeyondTheEnd_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SliceDisk(new TestDisk(new byte[10]), 5, 6));

    [Fact]
    public async Task ConcatDisk_PartsOfAllSizes_ReadAsOne()
    {
        byte[][] parts = [TestDisk.Mixed(1_000, 1), [], TestDisk.Mixed(512, 2), TestDisk.Mixed(300_000, 3)];
        await DiskAssert.HoldsAsync([.. parts.SelectMany(p => p)], new ConcatDisk("joined", parts.Select(p => new TestDisk(p))));
    }

    [Fact]
    public async Task DeltaDisk_HolesInTheDelta_ShowTheParent()
    {
        byte[] parent = TestDisk.RandomBytes(10_240, 1);
        var delta = new byte[20_480];
        delta.AsSpan(1_024, 2_048).Fill(7);
        byte[] expected = [.. parent, .. new byte[10_240]];
        expected.AsSpan(1_024, 2_048).Fill(7);

        await DiskAssert.HoldsAsync(expected, new DeltaDisk(new TestDisk(delta), new TestDisk(parent)));
    }

    [Fact]
    public async Task FileDisk_SparseFile_TellsItsHoles()
    {
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["sparse"]))
        {
            file.SetLength(10 << 20);
            file.Position = 5 << 20;
            file.Write(TestDisk.RandomBytes(4096));
        }

        await using FileDisk disk = FileDisk.Open(folder["sparse"]);

        Assert.Equal(4096, await disk.CountDataAsync(CancellationToken.None));
        await DiskAssert.HoldsAsync(File.ReadAllBytes(folder["sparse"]), disk);
    }

    [NeedsToolFact("mkfifo")]
    public void FileDisk_NamedPipe_IsRefusedWithoutWaiting()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("mkfifo", folder["pipe"]);
        Assert.Throws<UnsupportedImageException>(() => FileDisk.Open(folder["pipe"]));
    }

    [Fact]
    public async Task Disk_ReadOutsideItsLength_IsTheCallersMistake()
    {
        var disk = new TestDisk(new byte[100]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await disk.ReadAsync(90, new byte[11], CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await disk.ReadAsync(-1, new byte[1], CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await disk.FindExtentAsync(100, CancellationToken.None));
    }
}
