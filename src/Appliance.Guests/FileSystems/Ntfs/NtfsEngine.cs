using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Opens NTFS; see <see cref="NtfsFileSystem"/>.</summary>
/// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
public sealed class NtfsEngine(TimeProvider? time = null) : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => FileSystemKind.Ntfs;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable) => NtfsFileSystem.Open(device, writable, time);
}
