using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;
using Appliance.Guests.Trees;

namespace Appliance.Guests.KernelMounts;

internal sealed partial class KernelFileSystem
{
    // Bytes that are written at once.
    private const int PieceSize = 1 << 20;

    /// <inheritdoc/>
    public override void Write(string path, Stream content, FileRights rights)
    {
        ArgumentNullException.ThrowIfNull(content);
        FileNode? old = Find(path);
        LinuxHandle file = Change(path, root => OpenToWrite(root, path, old));
        try
        {
            if (old is null)
            {
                Change(path, _ => LinuxFiles.SetRights(file, rights));
            }

            Copy(path, content, file);
        }
        finally
        {
            Change(path, _ => file.Dispose());
        }
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights) => Change(path, root =>
    {
        using LinuxHandle parent = root.Open(GuestPath.FolderOf(path), OpenFlags.Folder);
        LinuxFolder.MakeFolder(parent, NameOf(path));
        using LinuxHandle folder = root.Open(path, OpenFlags.Folder);
        LinuxFiles.SetRights(folder, rights);
    });

    /// <inheritdoc/>
    public override void CreateLink(string path, string target) => Change(path, root =>
    {
        using LinuxHandle parent = root.Open(GuestPath.FolderOf(path), OpenFlags.Folder);
        LinuxFolder.MakeLink(parent, NameOf(path), target);
    });

    /// <inheritdoc/>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
    {
        byte[] bytes = value.ToArray();
        Change(path, root =>
        {
            using LinuxHandle place = root.Open(path, OpenFlags.Place);
            LinuxFiles.SetAttribute(place, name, bytes);
        });
    }

    /// <inheritdoc/>
    public override void Delete(string path) => Change(path, root =>
    {
        using LinuxHandle parent = root.Open(GuestPath.FolderOf(path), OpenFlags.Folder);
        string name = NameOf(path);
        LinuxFolder.Remove(parent, name, LinuxFiles.Describe(parent, name, name).Type == FileType.Folder);
    });

    /// <inheritdoc/>
    public override void Flush() => volume.Flush();

    /// <summary>Brings everything to the device as a running system does, which is safe from a crash but leaves work in the log.</summary>
    internal void Synchronize() => volume.Synchronize();

    /// <summary>Opens a regular file and empties it: it keeps all but its content. One that is not there is made.</summary>
    private static LinuxHandle OpenToWrite(LinuxHandle root, string path, FileNode? old)
    {
        const OpenFlags Flags = OpenFlags.Write | OpenFlags.NoWait;
        return old switch
        {
            null => root.Open(path, Flags | OpenFlags.Create | OpenFlags.Alone, FileRights.Private.Mode),
            { Type: FileType.File } => root.Open(path, Flags | OpenFlags.Empty),
            _ => throw new LinuxException(Errno.Exists, ""),
        };
    }

    /// <summary>The last part of the path of something that is made or taken away.</summary>
    private static string NameOf(string path)
        => GuestPath.NameOf(path) is var name && name is "" or "." or ".." ? throw new LinuxException(Errno.Exists, "") : name;

    private void Copy(string path, Stream content, LinuxHandle file)
    {
        var buffer = new byte[PieceSize];
        long offset = 0;

        // The content may lie on the same disk, or on this very file system: the kernel is not at it while it is read.
        for (int count; (count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; offset += count)
        {
            Change(path, _ => LinuxFiles.Write(file, offset, buffer.AsSpan(0, count)));
        }

        if (offset > PieceSize)
        {
            // Much that waits to be written back would make others on this host wait until we ask for something again.
            Change(path, _ => LinuxFiles.Synchronize(file));
        }
    }

    private void Change(string path, Action<LinuxHandle> change) => Change(path, root =>
    {
        change(root);
        return 0;
    });

    private T Change<T>(string path, Func<LinuxHandle, T> change)
        => isWritable ? Ask(path, change) : throw new InvalidOperationException($"{Name}: is open for reading only");
}
