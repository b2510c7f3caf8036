using Appliance.Formats.Disks;
using Appliance.Guests.Devices;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Devices;

public sealed class DiskDeviceTests
{
    // Larger than the cache, and no multiple of its lines.
    private const int Length = (20 << 20) + 4097;

    [Fact]
    public void Read_MoreThanTheCacheHolds_IsTheDisk()
    {
        byte[] content = TestDisk.Mixed(Length);
        DeviceAssert.Holds(content, new DiskDevice(new TestDisk(content), CancellationToken.None));
    }

    [Fact]
    public void Read_SmallPiecesOfAPlace_AsksTheDiskOnce()
    {
        var disk = new TestDisk(new byte[1 << 20]);
        var device = new DiskDevice(disk, CancellationToken.None);
        for (int at = 0; at < 65536; at += 512)
        {
            device.Read(at, new byte[512]);
        }

        Assert.Equal(65536, disk.BytesRead);
    }

    [Fact]
    public async Task Write_AnyPlace_IsReadBackAndInTheOverlay()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(Length);
        byte[] source = [.. content];
        await using var overlay = OverlayDisk.Over(new TestDisk(source), folder.Path);
        var device = new DiskDevice(overlay, CancellationToken.None);
        var random = new Random(3);
        for (int i = 0; i < 300; i++)
        {
            int offset = random.Next(Length);
            byte[] bytes = TestDisk.RandomBytes(random.Next(1, Math.Min(100_000, Length - offset) + 1), i);
            device.Read(random.Next(Length - 10), new byte[10]);
            device.Write(offset, bytes);
            bytes.CopyTo(content, offset);
        }

        DeviceAssert.Holds(content, device);
        byte[] written = await DiskAssert.ReadAllAsync(overlay);
        DiskAssert.Same(content, written);
        DiskAssert.Same(TestDisk.Mixed(Length), source);
    }

    [Fact]
    public void Write_NoOverlay_IsTheCallersMistake()
    {
        var device = new DiskDevice(new TestDisk(new byte[512]), CancellationToken.None);
        Assert.False(device.CanWrite);
        Assert.Throws<InvalidOperationException>(() => device.Write(0, [1]));
    }

    [Fact]
    public void Read_Cancelled_Stops()
        => Assert.ThrowsAny<OperationCanceledException>(() => new DiskDevice(new TestDisk(new byte[512]), new CancellationToken(canceled: true)).Read(0, new byte[1]));
}
