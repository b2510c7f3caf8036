using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.MicroMachines;

/// <summary>Opens file systems of one kind in the machine that it shares with others.</summary>
internal sealed class MicroEngine(MicroEngines engines, FileSystemKind kind) : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => kind;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable)
    {
        ArgumentNullException.ThrowIfNull(device);
        return engines.Open(kind, device, writable);
    }
}
