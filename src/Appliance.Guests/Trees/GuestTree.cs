using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Trees;

/// <summary>
/// The files of a guest as its running system sees them: a root file system and others mounted in it. Links are followed
/// here and nowhere else, within the guest, a bounded number of times; <c>..</c> never leaves the root.
/// </summary>
public sealed partial class GuestTree : IDisposable
{
    // What Linux allows on one path (MAXSYMLINKS).
    private const int MostLinks = 40;

    private readonly SortedDictionary<string, FileSystem> _mounts = new(StringComparer.Ordinal);

    /// <summary>A tree of one file system, which it owns.</summary>
    public GuestTree(FileSystem root)
    {
        ArgumentNullException.ThrowIfNull(root);
        _mounts["/"] = root;
    }

    /// <summary>What messages call it.</summary>
    public string Name => Root.Name;

    /// <summary>The file system at the root.</summary>
    public FileSystem Root => _mounts["/"];

    /// <summary>All file systems, by where they are mounted.</summary>
    public IReadOnlyDictionary<string, FileSystem> Mounts => _mounts;

    /// <summary>Mounts a file system, which the tree owns from here on, over a folder; one that is there already is refused.</summary>
    /// <param name="path">A path without links.</param>
    /// <param name="fileSystem">What is to be seen there.</param>
    public void Mount(string path, FileSystem fileSystem) => _mounts.Add(path, fileSystem);

    /// <summary>What is at a path, links followed; null where nothing is, or where they lead in a circle: readers in Linux take ELOOP alike.</summary>
    public FileNode? Find(string path) => Resolve(path, followsLast: true) is { } found ? At(found) : null;

    /// <summary>What is at a path, itself a link or not; null where nothing is.</summary>
    public FileNode? FindLink(string path) => Resolve(path, followsLast: false) is { } found ? At(found) : null;

    /// <summary>Whether a regular file is at a path.</summary>
    public bool HasFile(string path) => Find(path)?.Type == FileType.File;

    /// <summary>Whether a folder is at a path.</summary>
    public bool HasFolder(string path) => Find(path)?.Type == FileType.Folder;

    /// <summary>The path without links; null where the folder of its last part is not there, or links lead in a circle. The last part need not be there.</summary>
    public string? RealPath(string path) => Resolve(path, followsLast: true);

    /// <summary>What is in a folder, by name; empty where there is no such folder.</summary>
    public IReadOnlyList<FileNode> List(string path)
    {
        if (Resolve(path, followsLast: true) is not { } found || At(found)?.Type != FileType.Folder)
        {
            return [];
        }

        (FileSystem fileSystem, string within) = Locate(found);
        return [.. fileSystem.List(within).OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    /// <summary>Opens a regular file for reading, links followed; null where there is none.</summary>
    public Stream? OpenRead(string path)
    {
        if (Resolve(path, followsLast: true) is not { } found || At(found)?.Type != FileType.File)
        {
            return null;
        }

        (FileSystem fileSystem, string within) = Locate(found);
        return fileSystem.OpenRead(within);
    }

    /// <summary>All of a small file, links followed; null where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">Most bytes it may have.</param>
    /// <exception cref="UnsupportedImageException">The file is larger.</exception>
    public byte[]? ReadBytes(string path, int limit)
    {
        using Stream? content = OpenRead(path);
        if (content is null)
        {
            return null;
        }

        if (content.Length > limit)
        {
            throw new UnsupportedImageException($"{Name}:{path}", $"has {content.Length} bytes, and such a file is read up to {limit}");
        }

        // Filled to its end below; a large hive is not worth clearing first.
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)content.Length));
        content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>An extended attribute of what is at a path, links followed; null where there is none.</summary>
    public byte[]? GetAttribute(string path, string name)
    {
        if (Resolve(path, followsLast: true) is not { } found || At(found) is null)
        {
            return null;
        }

        (FileSystem fileSystem, string within) = Locate(found);
        return fileSystem.GetAttribute(within, name);
    }

    /// <summary>The extended attributes of what is at a path without links; see <see cref="FileSystem.ReadAttributes"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> ReadAttributes(string path)
    {
        (FileSystem fileSystem, string within) = Locate(path);
        return fileSystem.ReadAttributes(within);
    }

    /// <summary>Where the file system of a path without links is mounted.</summary>
    public string MountOf(string path) => _mounts.Keys.Last(mount => GuestPath.IsWithin(path, mount));

    /// <summary>Tells what will soon be asked for; see <see cref="FileSystem.Prefetch"/>.</summary>
    public void Prefetch(IReadOnlyCollection<string> paths)
    {
        foreach (IGrouping<FileSystem, (FileSystem FileSystem, string Path)> group in paths.Select(Locate).GroupBy(place => place.FileSystem))
        {
            group.Key.Prefetch([.. group.Select(place => place.Path)]);
        }
    }

    /// <summary>Closes all file systems, without writing anything more.</summary>
    public void Dispose()
    {
        foreach (FileSystem fileSystem in _mounts.Values)
        {
            fileSystem.Dispose();
        }
    }

    /// <summary>The file system of a path without links, and the path within it.</summary>
    private (FileSystem FileSystem, string Path) Locate(string path)
    {
        string mount = MountOf(path);
        return (_mounts[mount], mount == "/" ? path : path.Length == mount.Length ? "/" : path[mount.Length..]);
    }

    private FileNode? At(string realPath)
    {
        (FileSystem fileSystem, string within) = Locate(realPath);
        return fileSystem.Find(within);
    }

    private string? Resolve(string path, bool followsLast)
    {
        var rest = new LinkedList<string>(Split(path));
        string at = "/";
        int links = 0;
        while (rest.First is { } first)
        {
            rest.RemoveFirst();
            if (first.Value == "..")
            {
                at = GuestPath.FolderOf(at);
                continue;
            }

            string next = GuestPath.Join(at, first.Value);
            FileNode? node = At(next);
            bool isLast = rest.Count == 0;
            if (node?.Type == FileType.Link && (followsLast || !isLast))
            {
                if (++links > MostLinks)
                {
                    return null;
                }

                at = node.Target!.StartsWith('/') ? "/" : at;
                foreach (string part in Split(node.Target).Reverse())
                {
                    rest.AddFirst(part);
                }
            }
            else if (isLast || node?.Type == FileType.Folder)
            {
                at = next;
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private static IEnumerable<string> Split(string path)
        => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
