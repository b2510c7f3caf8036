using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems;

/// <summary>Opens file systems of one kind.</summary>
public interface IFileSystemEngine
{
    /// <summary>What it opens.</summary>
    FileSystemKind Kind { get; }

    /// <summary>Opens the file system on a device, which stays the caller's.</summary>
    /// <param name="device">Read, and written where <paramref name="writable"/>.</param>
    /// <param name="writable">Whether the file system is to be changed: one that was not closed properly may then be refused.</param>
    /// <exception cref="MissingToolException">What the engine needs is not installed.</exception>
    /// <exception cref="InvalidImageException">The file system is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is refused; the message names the way out.</exception>
    FileSystem Open(BlockDevice device, bool writable);
}
