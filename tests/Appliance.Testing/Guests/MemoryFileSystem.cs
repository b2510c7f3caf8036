using System.Text;
using Appliance.Guests.FileSystems;

namespace Appliance.Testing.Guests;

/// <summary>A file system in memory, for tests of what reads and changes guests: the rules are those of the real ones.</summary>
public sealed class MemoryFileSystem : FileSystem
{
    private readonly SortedDictionary<string, MemoryNode> _nodes;
    private readonly FileSystemKind? _kind;

    /// <summary>An empty file system.</summary>
    /// <param name="ignoresCase">Whether names that differ only in case are the same.</param>
    /// <param name="kind">What it says it is; null for NTFS or ext, by the case of names.</param>
    public MemoryFileSystem(bool ignoresCase = false, FileSystemKind? kind = null)
    {
        _kind = kind;
        IgnoresCase = ignoresCase;
        _nodes = new(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) { ["/"] = new(FileType.Folder, FileRights.Program) };
    }

    public override string Name => "memory";

    public override FileSystemKind Kind => _kind ?? (IgnoresCase ? FileSystemKind.Ntfs : FileSystemKind.Ext);

    public override bool IgnoresCase { get; }

    public override long FreeBytes => long.MaxValue;

    /// <summary>How often <see cref="Flush"/> was called.</summary>
    public int Flushes { get; private set; }

    /// <summary>Whether it was closed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Puts a file of text in place, with all its folders.</summary>
    public MemoryFileSystem With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a file in place, with all its folders.</summary>
    public MemoryFileSystem With(string path, byte[] content)
    {
        WithFolder(FolderOf(path));
        _nodes[path] = new(FileType.File, FileRights.File) { Content = content };
        return this;
    }

    /// <summary>Puts a link in place, with all its folders.</summary>
    public MemoryFileSystem WithLink(string path, string target)
    {
        WithFolder(FolderOf(path));
        _nodes[path] = new(FileType.Link, new FileRights(0x1FF)) { Target = target };
        return this;
    }

    /// <summary>Puts a folder in place, with all above it.</summary>
    public MemoryFileSystem WithFolder(string path)
    {
        for (string folder = path; !_nodes.ContainsKey(folder); folder = FolderOf(folder))
        {
            _nodes[folder] = new(FileType.Folder, FileRights.Program);
        }

        return this;
    }

    /// <summary>The text of a file.</summary>
    public string Text(string path) => Encoding.UTF8.GetString(_nodes[path].Content);

    public override FileNode? Find(string path)
        => _nodes.TryGetValue(path, out MemoryNode? node) ? node.Describe(path == "/" ? "" : path[(path.LastIndexOf('/') + 1)..]) : null;

    public override IReadOnlyList<FileNode> List(string path)
    {
        if (Find(path)?.Type != FileType.Folder)
        {
            throw new DirectoryNotFoundException(path);
        }

        StringComparison comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return [.. _nodes.Where(pair => pair.Key != "/" && string.Equals(FolderOf(pair.Key), path, comparison)).Select(pair => Find(pair.Key)!)];
    }

    public override Stream OpenRead(string path)
        => Find(path)?.Type == FileType.File ? new MemoryStream(_nodes[path].Content, writable: false) : throw new FileNotFoundException(path);

    public override byte[]? GetAttribute(string path, string name) => _nodes[path].Attributes.GetValueOrDefault(name);

    public override void Write(string path, Stream content, FileRights rights)
    {
        var copy = new MemoryStream();
        content.CopyTo(copy);
        if (Find(path) is null)
        {
            Add(path, new(FileType.File, rights));
        }

        if (_nodes[path].Type != FileType.File)
        {
            throw new IOException($"{path} is no file");
        }

        _nodes[path].Content = copy.ToArray();
    }

    public override void CreateFolder(string path, FileRights rights) => Add(path, new(FileType.Folder, rights));

    public override void CreateLink(string path, string target) => Add(path, new(FileType.Link, new FileRights(0x1FF)) { Target = target });

    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value) => _nodes[path].Attributes[name] = value.ToArray();

    public override void Delete(string path)
    {
        if (Find(path) is not { } node)
        {
            throw new FileNotFoundException(path);
        }

        if (node.Type == FileType.Folder && List(path).Count > 0)
        {
            throw new IOException($"{path} is not empty");
        }

        _nodes.Remove(path);
    }

    public override void Flush() => Flushes++;

    protected override void Dispose(bool disposing) => IsDisposed = true;

    private void Add(string path, MemoryNode node)
    {
        if (Find(FolderOf(path))?.Type != FileType.Folder || Find(path) is not null)
        {
            throw new IOException($"{path} cannot be made");
        }

        _nodes.Add(path, node);
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";
}
