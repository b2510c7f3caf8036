using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Images;

/// <summary>Where one image goes.</summary>
internal abstract class DiskImageOutput : IAsyncDisposable
{
    /// <summary>Writes the whole image.</summary>
    /// <param name="format">As what.</param>
    /// <param name="image">What to call it.</param>
    /// <param name="content">What goes into it.</param>
    /// <param name="progress">Called from any thread.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    public abstract Task WriteAsync(
        DiskImageFormat format, DiskImage image, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken);

    /// <summary>The file, where the image goes into one and can be read back.</summary>
    public abstract TemporaryFile? File { get; }

    /// <summary>Makes the image appear under its final name.</summary>
    /// <returns>Full paths of what was made.</returns>
    public abstract IReadOnlyList<string> Commit();

    /// <summary>Removes what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}
