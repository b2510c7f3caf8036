using System.Security.Cryptography;
using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Trees;

/// <summary>Changing the tree, and telling what was changed.</summary>
public sealed partial class GuestTree
{
    // 512 MiB: the largest initramfs have some 200; a sparse file may claim to have more than can ever be read.
    private const long LargestChanged = 512L << 20;

    private readonly List<FileChange> _changes = [];

    /// <summary>All that was changed so far, in this order.</summary>
    public IReadOnlyList<FileChange> Changes => _changes;

    /// <summary>
    /// Gives a file new content, links followed; missing folders are made. Content equal to the present one is no change
    /// and nothing is written.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Can seek; read from its start to its end.</param>
    /// <param name="rights">Those of a new file; null for <see cref="FileRights.File"/>.</param>
    /// <exception cref="IOException">The path is that of something else, a link to nowhere that can be; or the file system is full.</exception>
    /// <exception cref="UnsupportedImageException">The file is there, and too large to be changed.</exception>
    public void Write(string path, Stream content, FileRights? rights = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        string real = RequireFolderOf(path);
        string? old = DigestOf(real);
        content.Position = 0;
        string wanted = Convert.ToHexStringLower(SHA256.HashData(content));
        if (old == wanted)
        {
            return;
        }

        content.Position = 0;
        (FileSystem fileSystem, string within) = Locate(real);
        fileSystem.Write(within, content, rights ?? FileRights.File);
        _changes.Add(new FileChange(real, old is null ? ChangeKind.Created : ChangeKind.Changed, old, wanted));
    }

    /// <summary>Gives a file new content; see <see cref="Write(string, Stream, FileRights?)"/>.</summary>
    public void Write(string path, ReadOnlySpan<byte> content, FileRights? rights = null)
        => Write(path, new MemoryStream(content.ToArray()), rights);

    /// <summary>Makes a symbolic link; what is at the path, file or link, is replaced.</summary>
    public void Link(string path, string target)
    {
        string folder = RequireFolder(GuestPath.FolderOf(path));
        string real = GuestPath.Join(folder, GuestPath.NameOf(path));
        FileNode? node = At(real);
        if (node?.Target == target)
        {
            return;
        }

        string? old = node is null ? null : DigestOf(real);
        (FileSystem fileSystem, string within) = Locate(real);
        if (node is not null)
        {
            fileSystem.Delete(within);
        }

        fileSystem.CreateLink(within, target);
        _changes.Add(new FileChange(real, ChangeKind.Linked, old, NewDigest: null));
    }

    /// <summary>Takes away a file, a link itself, or an empty folder; nothing where nothing is.</summary>
    public void Delete(string path)
    {
        if (Resolve(path, followsLast: false) is not { } real || At(real) is null)
        {
            return;
        }

        string? old = DigestOf(real);
        (FileSystem fileSystem, string within) = Locate(real);
        fileSystem.Delete(within);
        _changes.Add(new FileChange(real, ChangeKind.Deleted, old, NewDigest: null));
    }

    /// <summary>Sets an extended attribute of what is at a path, links followed.</summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    public void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
    {
        string real = Resolve(path, followsLast: true) is { } found && At(found) is not null
            ? found : throw new FileNotFoundException($"{Name}: {path} is not there");
        (FileSystem fileSystem, string within) = Locate(real);
        fileSystem.SetAttribute(within, name, value);
    }

    /// <summary>Makes a folder and those above it, where they are missing.</summary>
    /// <returns>Its path without links.</returns>
    /// <exception cref="IOException">Something else is at the path.</exception>
    public string RequireFolder(string path)
    {
        if (Find(path) is { } node)
        {
            return node.Type == FileType.Folder ? RealPath(path)! : throw new IOException($"{Name}: {path} is no folder");
        }

        if (FindLink(path) is not null)
        {
            throw new IOException($"{Name}: {path} is a link to nowhere");
        }

        string real = GuestPath.Join(RequireFolder(GuestPath.FolderOf(path)), GuestPath.NameOf(path));
        (FileSystem fileSystem, string within) = Locate(real);
        fileSystem.CreateFolder(within, FileRights.Program);
        return real;
    }

    /// <summary>Brings everything that was written to the devices.</summary>
    public void Flush()
    {
        foreach (FileSystem fileSystem in _mounts.Values)
        {
            fileSystem.Flush();
        }
    }

    /// <summary>The path of a file to write, links resolved, in a folder that is there.</summary>
    private string RequireFolderOf(string path)
    {
        if (Find(path) is { } node)
        {
            return node.Type == FileType.File ? RealPath(path)! : throw new IOException($"{Name}: {path} is no file");
        }

        if (FindLink(path) is not null)
        {
            throw new IOException($"{Name}: {path} is a link to nowhere");
        }

        return GuestPath.Join(RequireFolder(GuestPath.FolderOf(path)), GuestPath.NameOf(path));
    }

    /// <summary>The digest of a file's content; null where there is no file.</summary>
    private string? DigestOf(string realPath)
    {
        if (At(realPath) is not { Type: FileType.File } node)
        {
            return null;
        }

        if (node.Length > LargestChanged)
        {
            throw new UnsupportedImageException($"{Name}:{realPath}", $"has {node.Length} bytes; such a file is changed up to {LargestChanged}");
        }

        (FileSystem fileSystem, string within) = Locate(realPath);
        using Stream content = fileSystem.OpenRead(within);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
