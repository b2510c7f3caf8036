using Appliance.Formats;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>What is seen to before a change.</summary>
public sealed partial class ExtFileSystem
{
    private void CheckRoom(Stream content, long held)
    {
        // For the blocks of the map: one of 1024 numbers at most, and some to spare.
        long length = content.CanSeek ? content.Length - content.Position : 0;
        long needed = length + (length / 256) + (64L * _volume.BlockSize);
        long free = FreeBytes + held;
        if (length > 0 && needed > free)
        {
            throw new UnsupportedImageException(Name, $"has {free >> 20} MB free, {(needed >> 20) + 1} MB are needed; free space in the guest");
        }
    }

    /// <summary>The folder of a path where nothing is, and the name that is to come there.</summary>
    private (ExtInode Folder, byte[] Name) RequireFree(string path)
    {
        BeginChange();
        ExtInode folder = Resolve(GuestPath.FolderOf(path)) is { Type: FileType.Folder } found ? found
            : throw new DirectoryNotFoundException($"{Name}: the folder of {path} is not there");
        if (Resolve(path) is not null)
        {
            throw new IOException($"{Name}: {path} is there already");
        }

        string name = GuestPath.NameOf(path);
        byte[] bytes = UnixName.Encode(name);
        if (name is "." or ".." || bytes.AsSpan(0, bytes.Length - 1).Contains((byte)0) || bytes.Length - 1 > UnixName.MostBytes)
        {
            throw new IOException($"{Name}: {path} is no name for a file");
        }

        CheckChangeable(folder, path);
        return (folder, bytes);
    }

    private void CheckChangeable(ExtInode inode, string path)
    {
        string? problem = inode.Flags switch
        {
            var flags when flags.HasFlag(ExtFlags.Encrypted) => "is encrypted (fscrypt)",
            var flags when flags.HasFlag(ExtFlags.Verity) => "is protected by fs-verity",
            var flags when flags.HasFlag(ExtFlags.CaseFolded) && inode.Type == FileType.Folder => "lies in a folder that does not care for case (casefold)",
            var flags when flags.HasFlag(ExtFlags.Immutable) => "is protected from change; run chattr -i in the guest",
            var flags when flags.HasFlag(ExtFlags.AppendOnly) => "is protected from change; run chattr -a in the guest",
            _ => null,
        };
        if (problem is not null)
        {
            throw new UnsupportedImageException(Name, $"{path} {problem}");
        }
    }

    private void BeginChange()
    {
        if (!_writable)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only");
        }

        _volume.BeginChange(Seconds());
    }

    private long Seconds() => Time.GetUtcNow().ToUnixTimeSeconds();
}
