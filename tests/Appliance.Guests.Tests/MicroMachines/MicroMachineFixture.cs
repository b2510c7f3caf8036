using Appliance.Guests.FileSystems;
using Appliance.Guests.MicroMachines;
using Appliance.Testing.Guests;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>One machine for all tests of a class: booting is what takes time.</summary>
public sealed class MicroMachineFixture : IDisposable
{
    private readonly List<FileDevice> _devices = [];

    public MicroEngines Engines { get; } = new(TimeProvider.System, CancellationToken.None);

    /// <summary>Opens an image.</summary>
    public FileSystem Open(string image, bool writable = true)
    {
        var device = new FileDevice(image, writable);
        _devices.Add(device);
        return (image.Contains("btrfs", StringComparison.Ordinal) ? Engines.Btrfs : Engines.Xfs).Open(device, writable);
    }

    public void Dispose()
    {
        Engines.Dispose();
        _devices.ForEach(device => device.Dispose());
    }
}
