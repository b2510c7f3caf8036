using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>The files of a folder of this machine.</summary>
/// <param name="path">The folder.</param>
public sealed class LocalFolder(string path) : IFileFolder
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <inheritdoc/>
    public string Name => _root;

    /// <inheritdoc/>
    public bool Exists(string name) => File.Exists(Locate(name));

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        string location = Locate(name);
        if (!File.Exists(location))
        {
            return new((Disk?)null);
        }

        RefuseLinksOut(location, name);
        return new(FileDisk.Open(location, name));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Locate(string name) => Path.Combine(_root, RelativeName.Check(_root, name));

    /// <summary>A package that was unpacked from a stranger's archive may hold a link to any file of this machine.</summary>
    private void RefuseLinksOut(string location, string name)
    {
        string? target = File.ResolveLinkTarget(location, returnFinalTarget: true)?.FullName;
        if (target is not null && !target.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidImageException(name, $"is a link to {RelativeName.Printable(target)}, outside of its folder");
        }
    }
}
