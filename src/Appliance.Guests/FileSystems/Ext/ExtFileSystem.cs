using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// ext2, ext3 or ext4 through libext2fs, in this process and without privileges. Names that are not UTF-8 have lone
/// surrogates for the bytes that are not (U+DC80 to U+DCFF), and are found by them again.
/// </summary>
public sealed partial class ExtFileSystem : FileSystem
{
    // PATH_MAX of Linux, with its zero.
    private const int MostTargetBytes = 4095;

    private readonly ExtVolume _volume;
    private readonly bool _writable;

    private ExtFileSystem(ExtVolume volume, bool writable)
    {
        _volume = volume;
        _writable = writable;
    }

    /// <inheritdoc/>
    public override string Name => _volume.Name;

    /// <inheritdoc/>
    public override FileSystemKind Kind => FileSystemKind.Ext;

    /// <inheritdoc/>
    public override long FreeBytes => _volume.FreeBytes;

    /// <summary>
    /// Whether the guest did not unmount it: what is read may be older than what the guest would see, because the journal
    /// was not replayed. Never true of one that is open for writing.
    /// </summary>
    public override bool IsDirty => _volume.Superblock.IsDirty;

    /// <summary>Whether the guest's kernel found damage in it that was not repaired since. Never true of one that is open for writing.</summary>
    public bool HasErrors => _volume.Superblock.HasErrors;

    /// <summary>The clock of what is changed; the system's unless told otherwise.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Opens the file system on a device, which stays the caller's.</summary>
    /// <param name="device">Where it lies.</param>
    /// <param name="writable">Whether it is to be changed: then a journal that waits is replayed first, by e2fsck.</param>
    /// <param name="cancellationToken">Ends that.</param>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that is not read or, where it is to be changed, not written here.</exception>
    /// <exception cref="MissingToolException">libext2fs, or what the replay needs, is not installed.</exception>
    /// <exception cref="InvalidOperationException">It is to be changed, and the device takes no writes.</exception>
    public static ExtFileSystem Open(BlockDevice device, bool writable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        var superblock = ExtSuperblock.Read(device);
        if (writable)
        {
            superblock = MakeClean(device, superblock, cancellationToken);
        }

        return new ExtFileSystem(ExtVolume.Open(device, superblock, writable), writable);
    }

    /// <inheritdoc/>
    public override FileNode? Find(string path)
        => Resolve(path) is { } inode ? Describe(GuestPath.NameOf(path), inode) : null;

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path)
    {
        ExtInode folder = Resolve(path) is { Type: FileType.Folder } found ? found
            : throw new DirectoryNotFoundException($"{Name}: {path} is no folder");
        return [.. ExtFolder.List(_volume, folder).Select(entry => Describe(entry.Name, _volume.ReadInode(entry.Inode)))];
    }

    /// <inheritdoc/>
    public override Stream OpenRead(string path)
    {
        ExtInode inode = Resolve(path) is { Type: FileType.File } found ? found
            : throw new FileNotFoundException($"{Name}: {path} is no file");
        return OpenContent(inode, path);
    }

    /// <inheritdoc/>
    public override byte[]? GetAttribute(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ExtAttributes.Find(_volume, Require(path), name);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, byte[]> ReadAttributes(string path) => ExtAttributes.ReadAll(_volume, Require(path));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _volume.Dispose();

    private static ExtSuperblock MakeClean(BlockDevice device, ExtSuperblock superblock, CancellationToken cancellationToken)
    {
        if (!device.CanWrite)
        {
            throw new InvalidOperationException($"{device.Name}: is open for reading only");
        }

        ExtFeatures.CheckWritable(device.Name, superblock.Incompatible, superblock.ReadOnlyCompatible);
        if (!superblock.IsDirty && !superblock.HasErrors)
        {
            return superblock;
        }

        JournalReplay.Run(device, cancellationToken);
        superblock = ExtSuperblock.Read(device);
        return superblock.IsDirty || superblock.HasErrors
            ? throw new InvalidImageException(device.Name, "is not clean even after a check; run e2fsck in the guest") : superblock;
    }

    private FileNode Describe(string name, ExtInode inode)
    {
        string? target = inode.Type == FileType.Link ? ReadTarget(inode) : null;
        return new FileNode(name, inode.Type, inode.Type == FileType.File ? (long)inode.Size : 0, inode.Rights, target)
        {
            Modified = inode.Modified,
            Identity = inode.Type == FileType.File && inode.Links > 1 ? inode.Number : 0,
        };
    }

    /// <summary>Short targets lie in place of the map of blocks.</summary>
    private string ReadTarget(ExtInode link)
    {
        if (link.Size is 0 or > MostTargetBytes)
        {
            throw new InvalidImageException(Name, $"the link in inode {link.Number} has {link.Size} bytes");
        }

        byte[] target;
        if (link.Size < ExtInode.MapSize && !link.Flags.HasFlag(ExtFlags.Encrypted))
        {
            target = link.Bytes[ExtInode.MapOffset..(ExtInode.MapOffset + (int)link.Size)];
        }
        else
        {
            target = new byte[link.Size];
            using Stream content = OpenContent(link, $"the link in inode {link.Number}");
            content.ReadExactly(target);
        }

        int end = Array.IndexOf(target, (byte)0);
        return end == 0 ? throw new InvalidImageException(Name, $"the link in inode {link.Number} leads nowhere")
            : UnixName.Decode(end < 0 ? target : target.AsSpan(0, end));
    }

    private Stream OpenContent(ExtInode inode, string path)
    {
        if (inode.Flags.HasFlag(ExtFlags.Encrypted))
        {
            throw new UnsupportedImageException(Name, $"{path} is encrypted (fscrypt) and can only be read in the guest");
        }

        return inode.Flags.HasFlag(ExtFlags.Inline)
            ? new MemoryStream(ExtAttributes.ReadInline(_volume, inode), writable: false) : new ExtFileStream(_volume, inode);
    }

    private ExtInode Require(string path) => Resolve(path) ?? throw new FileNotFoundException($"{Name}: {path} is not there");

    /// <summary>The inode at a path; null where nothing is, or where something on the way is no folder.</summary>
    private ExtInode? Resolve(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ExtInode inode = _volume.ReadInode(ExtInode.Root);
        var passed = new HashSet<uint>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            byte[] name = UnixName.Encode(part);
            if (inode.Type != FileType.Folder || name.Length - 1 > UnixName.MostBytes || part.Contains('\0', StringComparison.Ordinal))
            {
                return null;
            }

            if (!passed.Add(inode.Number))
            {
                throw new InvalidImageException(Name, $"the folders at {path} lie within each other");
            }

            if (ExtFolder.Find(_volume, inode, name) is not { } number)
            {
                return null;
            }

            inode = _volume.ReadInode(number);
        }

        return inode;
    }
}
