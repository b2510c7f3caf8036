using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Opens ext2, ext3 and ext4.</summary>
/// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
public sealed class ExtEngine(TimeProvider? time = null) : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => FileSystemKind.Ext;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable)
    {
        ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable);
        fileSystem.Time = time ?? TimeProvider.System;
        return fileSystem;
    }
}
