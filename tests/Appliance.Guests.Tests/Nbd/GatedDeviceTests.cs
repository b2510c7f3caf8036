using Appliance.Guests.Nbd;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Nbd;

public sealed class GatedDeviceTests
{
    [Fact]
    public async Task Read_WhileTheOwnerIsAtWork_WaitsForItsTurn()
    {
        using var gate = new TurnGate();
        var device = new GatedDevice(new MemoryDevice([7]), gate);
        var buffer = new byte[1];
        Task reading = Task.Run(() => device.Read(0, buffer), CancellationToken.None);
        await Task.Delay(50, CancellationToken.None);
        Assert.False(reading.IsCompleted);

        gate.While(() => reading.Wait(5000));

        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal(7, buffer[0]);
    }

    [Fact]
    public void Write_WhenClosed_IsForgotten()
    {
        using var gate = new TurnGate();
        var inner = new MemoryDevice([7]);
        var device = new GatedDevice(inner, gate);
        gate.While(() => { device.Write(0, [8]); return 0; });
        gate.Close();

        device.Write(0, [9]);

        Assert.Equal(8, inner.Content[0]);
    }
}
