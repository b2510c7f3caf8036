using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Opens ext2, ext3 and ext4.</summary>
public sealed class ExtEngine : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => FileSystemKind.Ext;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable) => ExtFileSystem.Open(device, writable);
}
