using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems;

/// <summary>Opens file systems of one kind.</summary>
public interface IFileSystemEngine
{
    /// <summary>What it opens.</summary>
    FileSystemKind Kind { get; }

    /// <summary>Opens the file system on a device, which has to outlast it.</summary>
    /// <param name="device">Holds the file system, from its first byte on.</param>
    /// <param name="writable">Whether it is to be changed; what must not be is refused then, and may still be read.</param>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is refused; the message says what to do.</exception>
    /// <exception cref="MissingToolException">What the engine needs is not installed.</exception>
    FileSystem Open(BlockDevice device, bool writable);
}
