using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Files;

/// <summary>
/// Files that wait for their commit, under the names they will have, as the disk holds them and not the memory; beside
/// them what is in their folder already, such as the parent of a delta.
/// </summary>
/// <param name="files">The files, one at least, of one folder; they stay open.</param>
public sealed class WrittenFolder(IReadOnlyList<TemporaryFile> files) : IFileFolder
{
    private readonly LocalFolder _folder = new(Path.GetDirectoryName(files[0].Path)!);

    /// <inheritdoc/>
    public string Name => _folder.Name;

    /// <inheritdoc/>
    public bool Exists(string name) => Find(name) is not null || _folder.Exists(name);

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
        => Find(name) is { } file ? new(FileDisk.Over(file.OpenToReadBack(), name)) : _folder.OpenAsync(name, cancellationToken);

    /// <summary>Does nothing: the files belong to the target that writes them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TemporaryFile? Find(string name) => files.FirstOrDefault(file => Path.GetFileName(file.Path) == name);
}
