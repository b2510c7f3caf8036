using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>The surroundings of a file that has none: what comes out of a pipe, or from a web server.</summary>
/// <param name="name">What messages call them.</param>
public sealed class NoFolder(string name) : IFileFolder
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool Exists(string name) => false;

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken) => new((Disk?)null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
