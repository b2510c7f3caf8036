using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Opens FAT; see <see cref="FatFileSystem"/>.</summary>
/// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
public sealed class FatEngine(TimeProvider? time = null) : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => FileSystemKind.Fat;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable) => FatFileSystem.Open(device, writable, time);
}
