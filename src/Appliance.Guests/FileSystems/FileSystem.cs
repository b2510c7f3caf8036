using Appliance.Formats;

namespace Appliance.Guests.FileSystems;

/// <summary>
/// One file system of a guest. Paths are absolute within it, with slashes and no <c>.</c>, <c>..</c> or doubled slash in
/// them; no link is ever followed, neither at the end of a path nor on its way: <see cref="Trees.GuestTree"/> does that, within the guest.
/// </summary>
/// <remarks>
/// Used by one thread at a time. Everything may be hostile: names, lengths, links, cycles among the structures. Damage is
/// an <see cref="InvalidImageException"/> that names the file system, what is refused an <see cref="UnsupportedImageException"/>.
/// </remarks>
public abstract class FileSystem : IDisposable
{
    /// <summary>Most names a folder may have before it is taken for an attack; a busy mail spool has some 100,000.</summary>
    public const int MostNames = 1_000_000;

    /// <summary>The attributes without which a copy of a file is another.</summary>
    protected static IReadOnlyList<string> NeededAttributes { get; } = ["security.selinux", "security.capability"];

    /// <summary>What messages call it: <c>web01.ova:disk1.vmdk partition 2 (ext4)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is.</summary>
    public abstract FileSystemKind Kind { get; }

    /// <summary>Whether names that differ only in case are the same.</summary>
    public virtual bool IgnoresCase => false;

    /// <summary>Whether the guest did not unmount it, and what is read may be older than what the guest would see.</summary>
    public virtual bool IsDirty => false;

    /// <summary>Bytes that can still be written.</summary>
    public abstract long FreeBytes { get; }

    /// <summary>Tells what will soon be asked for, files and whole folders, so that a slow engine fetches it in one go; others do nothing.</summary>
    public virtual void Prefetch(IReadOnlyCollection<string> paths)
    {
    }

    /// <summary>What is at a path; null where nothing is, or where something on the way is no folder.</summary>
    public abstract FileNode? Find(string path);

    /// <summary>What is in a folder, in no particular order, without <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public abstract IReadOnlyList<FileNode> List(string path);

    /// <summary>Opens a regular file; the stream can seek, and ends where <see cref="FileNode.Length"/> says.</summary>
    /// <exception cref="FileNotFoundException">There is no such regular file.</exception>
    public abstract Stream OpenRead(string path);

    /// <summary>The value of an extended attribute such as <c>security.selinux</c>; null where there is none.</summary>
    public abstract byte[]? GetAttribute(string path, string name);

    /// <summary>The extended attributes that a copy of the file needs to be the same: labels of SELinux and capabilities; all that there are where the engine has them at hand.</summary>
    public virtual IReadOnlyDictionary<string, byte[]> ReadAttributes(string path)
    {
        var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string name in NeededAttributes)
        {
            if (GetAttribute(path, name) is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    /// <summary>
    /// Gives a regular file new content. One that is there keeps its mode, owner, attributes and links; one that is not is
    /// made in its folder, which has to be there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Read from where it stands to its end.</param>
    /// <param name="rights">Those of a new file.</param>
    /// <exception cref="IOException">The path is that of something else; or the file system is full.</exception>
    public abstract void Write(string path, Stream content, FileRights rights);

    /// <summary>Makes a folder in one that is there.</summary>
    /// <exception cref="IOException">Something is at the path; or the file system is full.</exception>
    public abstract void CreateFolder(string path, FileRights rights);

    /// <summary>Makes a symbolic link.</summary>
    /// <exception cref="IOException">Something is at the path; or the file system is full, or knows no links.</exception>
    public abstract void CreateLink(string path, string target);

    /// <summary>Sets an extended attribute.</summary>
    public abstract void SetAttribute(string path, string name, ReadOnlySpan<byte> value);

    /// <summary>Takes away a file, a link or an empty folder.</summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="IOException">The folder is not empty.</exception>
    public abstract void Delete(string path);

    /// <summary>Brings everything that was written to the device. Only then is the file system whole.</summary>
    public abstract void Flush();

    /// <summary>Closes without writing anything more.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what a subclass holds.</summary>
    protected abstract void Dispose(bool disposing);
}
