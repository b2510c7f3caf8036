using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Containers;

/// <summary>Opens what is no file system, but has a device with one inside: what is encrypted, or an array of several volumes.</summary>
public interface IContainerEngine
{
    /// <summary>Whether it opens volumes of a kind.</summary>
    bool Handles(FileSystemKind kind);

    /// <summary>Opens containers; what is opened lasts as long as this, and lies on the volumes' devices, which stay the caller's.</summary>
    /// <param name="volumes">Volumes of kinds that it handles; of an array all members that were found.</param>
    /// <param name="writable">Whether what is opened is to be written; otherwise the volumes are only read.</param>
    /// <returns>One for each container, whether or not it could be opened.</returns>
    /// <exception cref="MissingToolException">What the engine needs is not installed.</exception>
    /// <exception cref="IOException">The engine failed.</exception>
    /// <exception cref="ImageException">An image that holds a volume is damaged, or a key cannot be used.</exception>
    IReadOnlyList<OpenedContainer> Open(IReadOnlyList<Volume> volumes, bool writable);

    /// <summary>Brings everything that was written to the volumes' devices.</summary>
    /// <exception cref="IOException">The engine failed.</exception>
    void Flush();
}
