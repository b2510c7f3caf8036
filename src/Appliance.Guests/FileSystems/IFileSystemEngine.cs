using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems;

/// <summary>Opens one kind of file system.</summary>
public interface IFileSystemEngine
{
    /// <summary>What it opens.</summary>
    FileSystemKind Kind { get; }

    /// <summary>Opens the file system on a device, which stays the caller's.</summary>
    /// <param name="device">Where it lies.</param>
    /// <param name="writable">Whether it is to be changed; the device has to take writes.</param>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that is not read or, where it is to be changed, not written.</exception>
    /// <exception cref="MissingToolException">A library or program that is needed is not installed.</exception>
    FileSystem Open(BlockDevice device, bool writable);
}
