using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>
/// The files that belong together with a descriptor: those of a local folder, or the members of an OVA. Names come
/// from strangers' descriptors, and never lead out of the folder.
/// </summary>
public interface IFileFolder : IAsyncDisposable
{
    /// <summary>What messages call the folder.</summary>
    string Name { get; }

    /// <summary>Whether there is a file of this name.</summary>
    /// <exception cref="InvalidImageException">The name leads out of the folder.</exception>
    bool Exists(string name);

    /// <summary>Opens a file; the caller disposes it.</summary>
    /// <returns>The file, or null where there is none of this name.</returns>
    /// <exception cref="InvalidImageException">The name leads out of the folder, directly or over a link.</exception>
    ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken);
}
