using Appliance.Guests.Devices;
using Appliance.Guests.Tests.Nbd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Devices;

public class ScratchDeviceTests
{
    [Fact]
    public void Writes_AreSeenAboveButNotBelow()
    {
        byte[] below = TestDisk.RandomBytes(20_000);
        byte[] expected = [.. below];
        expected.AsSpan(4000, 9000).Fill(7);
        expected.AsSpan(19_990).Fill(8);
        var device = new ScratchDevice(new ArrayDevice([.. below], canWrite: false));

        device.Write(4000, expected.AsSpan(4000, 9000));
        device.Write(19_990, expected.AsSpan(19_990));

        var actual = new byte[20_000];
        device.Read(0, actual);
        DiskAssert.Same(expected, actual);
        device.Read(4096, actual.AsSpan(0, 100));
        DiskAssert.Same(expected.AsSpan(4096, 100), actual.AsSpan(0, 100));
    }

    [Fact]
    public void Device_BelowIsNeverWritten()
    {
        byte[] content = new byte[8192];
        var device = new ScratchDevice(new ArrayDevice(content));

        device.Write(100, [1, 2, 3]);

        Assert.DoesNotContain((byte)1, content);
    }
}
