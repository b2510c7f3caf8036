using Appliance.Guests.Devices;
using Appliance.Testing;

namespace Appliance.Guests.Tests.Devices;

/// <summary>Compares devices.</summary>
internal static class DeviceAssert
{
    /// <summary>The device holds these bytes, read at once and 13 at a time: no border of any structure is a multiple of that.</summary>
    public static void Holds(byte[] expected, BlockDevice device)
    {
        Xunit.Assert.Equal(expected.Length, device.Length);
        var whole = new byte[expected.Length];
        device.Read(0, whole);
        DiskAssert.Same(expected, whole);
        var pieces = new byte[expected.Length];
        for (int at = 0; at < pieces.Length; at += 13)
        {
            device.Read(at, pieces.AsSpan(at, Math.Min(13, pieces.Length - at)));
        }

        DiskAssert.Same(expected, pieces);
    }
}
