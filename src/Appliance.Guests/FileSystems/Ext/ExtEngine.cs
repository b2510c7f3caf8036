using Appliance.Guests.Devices;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Opens ext2, ext3 and ext4.</summary>
/// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
/// <param name="replay">Replays a journal where what <see cref="JournalReplay"/> needs is not installed; null for nothing.</param>
/// <param name="cancellationToken">Ends the replay of a journal.</param>
public sealed class ExtEngine(TimeProvider? time = null, Action<BlockDevice>? replay = null, CancellationToken cancellationToken = default) : IFileSystemEngine
{
    /// <inheritdoc/>
    public FileSystemKind Kind => FileSystemKind.Ext;

    /// <inheritdoc/>
    public FileSystem Open(BlockDevice device, bool writable)
    {
        ExtFileSystem fileSystem = OpenReplayed(device, writable);
        fileSystem.Time = time ?? TimeProvider.System;
        return fileSystem;
    }

    private ExtFileSystem OpenReplayed(BlockDevice device, bool writable)
    {
        try
        {
            return ExtFileSystem.Open(device, writable, cancellationToken);
        }
        catch (MissingToolException e) when (writable && replay is not null && e.Tool != Ext2fs.Library)
        {
            replay(device);
            return ExtFileSystem.Open(device, writable, cancellationToken);
        }
    }
}
