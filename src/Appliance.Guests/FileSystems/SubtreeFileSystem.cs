using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems;

/// <summary>A folder of a file system as one of its own: a subvolume of btrfs is mounted so. The file system below stays open when this is disposed.</summary>
public sealed class SubtreeFileSystem : FileSystem
{
    private readonly FileSystem _inner;
    private readonly string _folder;

    /// <summary>Shows a folder.</summary>
    /// <param name="inner">The file system.</param>
    /// <param name="folder">Its path; <c>/</c> for all of it.</param>
    public SubtreeFileSystem(FileSystem inner, string folder)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(folder);
        _inner = inner;
        _folder = folder.Trim('/') is { Length: > 0 } path ? "/" + path : "";
    }

    /// <inheritdoc/>
    public override string Name => _folder.Length == 0 ? _inner.Name : $"{_inner.Name} {_folder[1..]}";

    /// <inheritdoc/>
    public override FileSystemKind Kind => _inner.Kind;

    /// <inheritdoc/>
    public override bool IgnoresCase => _inner.IgnoresCase;

    /// <inheritdoc/>
    public override bool IsDirty => _inner.IsDirty;

    /// <inheritdoc/>
    public override long FreeBytes => _inner.FreeBytes;

    /// <inheritdoc/>
    public override void Prefetch(IReadOnlyCollection<string> paths) => _inner.Prefetch([.. paths.Select(Below)]);

    /// <inheritdoc/>
    public override FileNode? Find(string path)
    {
        FileNode? node = _inner.Find(Below(path));
        return path == "/" && node is not null ? node with { Name = "" } : node;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path) => _inner.List(Below(path));

    /// <inheritdoc/>
    public override Stream OpenRead(string path) => _inner.OpenRead(Below(path));

    /// <inheritdoc/>
    public override byte[]? GetAttribute(string path, string name) => _inner.GetAttribute(Below(path), name);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, byte[]> ReadAttributes(string path) => _inner.ReadAttributes(Below(path));

    /// <inheritdoc/>
    public override void Write(string path, Stream content, FileRights rights) => _inner.Write(Below(path), content, rights);

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights) => _inner.CreateFolder(Below(path), rights);

    /// <inheritdoc/>
    public override void CreateLink(string path, string target) => _inner.CreateLink(Below(path), target);

    /// <inheritdoc/>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value) => _inner.SetAttribute(Below(path), name, value);

    /// <inheritdoc/>
    public override void Delete(string path) => _inner.Delete(path == "/" ? throw new IOException($"{Name}: its root stays") : Below(path));

    /// <inheritdoc/>
    public override void Flush() => _inner.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private string Below(string path) => _folder.Length == 0 ? path : GuestPath.Join(_folder, path).TrimEnd('/');
}
