using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;
using Appliance.Guests.Trees;

namespace Appliance.Guests.KernelMounts;

/// <summary>A file system that this host's kernel reads and writes. No path is walked over a link, and none leads out of the mount.</summary>
/// <param name="volume">The mount; owned.</param>
/// <param name="kind">What it is.</param>
/// <param name="isWritable">Whether it is to be changed.</param>
internal sealed partial class KernelFileSystem(KernelVolume volume, FileSystemKind kind, bool isWritable) : FileSystem
{
    /// <inheritdoc/>
    public override string Name => volume.Name;

    /// <inheritdoc/>
    public override FileSystemKind Kind => kind;

    /// <inheritdoc/>
    public override long FreeBytes => volume.Use(LinuxFiles.FreeBytes);

    /// <inheritdoc/>
    public override FileNode? Find(string path)
    {
        try
        {
            return volume.Use(root => FindIn(root, path));
        }
        catch (LinuxException e)
        {
            return LinuxProblem.IsAbsence(e) ? null : throw LinuxProblem.Explain(Name, path, e);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path)
    {
        try
        {
            return volume.Use(root => ListIn(root, path));
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.IsAbsence(e) ? new DirectoryNotFoundException($"{Name}: {path} is no folder")
                : e.Errno == Errno.TooMuch ? new InvalidImageException(Name, $"{path} has more than {MostNames} names") : LinuxProblem.Explain(Name, path, e);
        }
    }

    /// <inheritdoc/>
    public override Stream OpenRead(string path) => Find(path) is { Type: FileType.File } node
        ? new PartStream((offset, count) => ReadPart(path, offset, count), node.Length)
        : throw new FileNotFoundException($"{Name}: {path} is no regular file");

    /// <inheritdoc/>
    public override byte[]? GetAttribute(string path, string name) => Ask(path, root =>
    {
        using LinuxHandle place = root.Open(path, OpenFlags.Place);
        return LinuxFiles.GetAttribute(place, name);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            volume.Dispose();
        }
    }

    private static FileNode FindIn(LinuxHandle root, string path)
    {
        using LinuxHandle place = root.Open(path, OpenFlags.Place);
        return LinuxFiles.Describe(place, GuestPath.NameOf(path));
    }

    private static List<FileNode> ListIn(LinuxHandle root, string path)
    {
        using LinuxHandle folder = root.Open(path, OpenFlags.Folder);
        return [.. LinuxFolder.Names(folder, MostNames).Select(name => LinuxFiles.Describe(folder, name, name))];
    }

    /// <summary>A part of a file; fewer bytes where it ends. What was a regular file a moment ago is one still: nobody else is here.</summary>
    private byte[] ReadPart(string path, long offset, int count) => Ask(path, root =>
    {
        using LinuxHandle file = root.Open(path, OpenFlags.Read | OpenFlags.NoWait);
        return LinuxFiles.Read(file, offset, count);
    });

    private T Ask<T>(string path, Func<LinuxHandle, T> work)
    {
        try
        {
            return volume.Use(work);
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.Explain(Name, path, e);
        }
    }
}
