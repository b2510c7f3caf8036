using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Files;

/// <summary>Files that wait for their commit, under the names they will have, as the disk holds them and not the memory.</summary>
/// <param name="files">The files, of one folder; they stay open.</param>
public sealed class WrittenFolder(IReadOnlyList<TemporaryFile> files) : IFileFolder
{
    /// <inheritdoc/>
    public string Name => files.Count == 0 ? "" : Path.GetDirectoryName(files[0].Path)!;

    /// <inheritdoc/>
    public bool Exists(string name) => Find(name) is not null;

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
        => new(Find(name) is { } file ? FileDisk.Over(file.OpenToReadBack(), name) : null);

    /// <summary>Does nothing: the files belong to the target that writes them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TemporaryFile? Find(string name) => files.FirstOrDefault(file => Path.GetFileName(file.Path) == name);
}
