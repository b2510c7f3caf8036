using Appliance.Guests.Devices;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Devices;

public sealed class DeviceTests
{
    [Fact]
    public void MappedDevice_RunsOfTwoDevices_ReadAsOne()
    {
        byte[] first = TestDisk.RandomBytes(1000, 1), second = TestDisk.RandomBytes(1000, 2);
        var device = new MappedDevice(
            "joined",
            [new DeviceSegment(new MemoryDevice(first), 900, 100), new DeviceSegment(new MemoryDevice(second), 0, 1), new DeviceSegment(new MemoryDevice(first), 7, 300)]);

        DeviceAssert.Holds([.. first[900..], second[0], .. first[7..307]], device);
    }

    [Fact]
    public void MappedDevice_WriteOverABorder_ReachesBothAndNothingElse()
    {
        var first = new MemoryDevice(100);
        var second = new MemoryDevice(100);
        var device = new MappedDevice("joined", [new DeviceSegment(first, 50, 40), new DeviceSegment(second, 10, 40)]);

        device.Write(35, Enumerable.Repeat((byte)7, 10).ToArray());

        Assert.Equal([85, 86, 87, 88, 89], Enumerable.Range(0, 100).Where(i => first.Content[i] == 7));
        Assert.Equal([10, 11, 12, 13, 14], Enumerable.Range(0, 100).Where(i => second.Content[i] == 7));
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(95, 6)]
    [InlineData(0, 0)]
    [InlineData(long.MaxValue, 10)]
    [InlineData(10, long.MaxValue)]
    public void MappedDevice_RunOutsideItsDevice_IsTheCallersMistake(long offset, long length)
        => Assert.Throws<ArgumentOutOfRangeException>(() => MappedDevice.Slice("part", new MemoryDevice(100), offset, length));

    [Fact]
    public void MappedDevice_OnePartIsForReading_IsForReading()
    {
        var device = new MappedDevice("joined", [new DeviceSegment(new MemoryDevice(10), 0, 10), new DeviceSegment(new MemoryDevice(new byte[10], canWrite: false), 0, 10)]);
        Assert.False(device.CanWrite);
        Assert.Throws<InvalidOperationException>(() => device.Write(0, [1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void StripedDevice_AnyNumberOfColumns_TakesTurns(int columns)
    {
        const int Stripe = 64, Rows = 5;
        byte[][] contents = [.. Enumerable.Range(1, columns).Select(seed => TestDisk.RandomBytes((Stripe * Rows) + 10, seed))];
        byte[] expected = [.. Enumerable.Range(0, Rows).SelectMany(row => contents.SelectMany(content => content[(10 + (row * Stripe))..][..Stripe]))];

        DeviceAssert.Holds(expected, new StripedDevice("striped", [.. contents.Select(content => new DeviceSegment(new MemoryDevice(content), 10, Stripe * Rows))], Stripe));
    }

    [Fact]
    public void StripedDevice_Write_IsReadBack()
    {
        MemoryDevice[] columns = [new(256), new(256), new(256)];
        var device = new StripedDevice("striped", [.. columns.Select(column => new DeviceSegment(column, 0, 256))], 32);
        byte[] content = TestDisk.RandomBytes(768);

        device.Write(5, content.AsSpan(5, 700));

        content.AsSpan(0, 5).Clear();
        content.AsSpan(705).Clear();
        DeviceAssert.Holds(content, device);
    }

    [Theory]
    [InlineData(100, 96, 32)]
    [InlineData(96, 96, 64)]
    [InlineData(96, 96, 0)]
    public void StripedDevice_ColumnsThatDoNotFit_AreTheCallersMistake(long first, long second, long stripe)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new StripedDevice(
            "striped", [new DeviceSegment(new MemoryDevice(100), 0, first), new DeviceSegment(new MemoryDevice(100), 0, second)], stripe));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(100, 1)]
    [InlineData(0, 101)]
    public void Read_OutsideTheDevice_IsTheCallersMistake(long offset, int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryDevice(100).Read(offset, new byte[count]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryDevice(100).Write(offset, new byte[count]));
    }
}
