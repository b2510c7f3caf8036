using Appliance.Guests.Devices;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Devices;

public sealed class CachedDeviceTests
{
    [Fact]
    public void ReadsAndWrites_AtOddPlaces_AreThoseOfTheDevice()
    {
        // More than the cache holds, and an odd end.
        byte[] expected = TestDisk.RandomBytes((40 << 20) + 777);
        var inner = new MemoryDevice(expected.ToArray());
        var device = new CachedDevice(inner);
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            var piece = new byte[random.Next(1, 1 << 20)];
            int offset = random.Next(expected.Length - piece.Length + 1);
            device.Read(offset, piece);
            DiskAssert.Same(expected.AsSpan(offset..(offset + piece.Length)), piece);
            byte[] written = piece[..(piece.Length / 7)];
            random.NextBytes(written);
            device.Write(offset, written);
            written.CopyTo(expected, offset);
        }

        DiskAssert.Same(expected, inner.Content);
    }
}
