using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>FAT12, FAT16 and FAT32 with long names: the EFI system partition, most of all.</summary>
/// <remarks>
/// Files are written to clusters that were free, and the table when it is flushed. A volume that was not unmounted is taken
/// as it is: its mark (the dirty bit) stays, so that the guest checks it as it would have done.
/// </remarks>
public sealed partial class FatFileSystem : FileSystem
{
    private readonly FatVolume _volume;
    private readonly TimeProvider _time;

    private FatFileSystem(FatVolume volume, bool writable, TimeProvider time)
    {
        _volume = volume;
        _writable = writable;
        _time = time;
    }

    /// <inheritdoc/>
    public override string Name => _volume.Name;

    /// <inheritdoc/>
    public override FileSystemKind Kind => FileSystemKind.Fat;

    /// <inheritdoc/>
    public override bool IgnoresCase => true;

    /// <summary>The label of the volume; empty where it has none.</summary>
    public string Label => FatFolder.ReadRoot(_volume).Label ?? "";

    /// <inheritdoc/>
    public override long FreeBytes => (long)_volume.Table.Free * _volume.Shape.ClusterSize;

    /// <summary>Opens the file system on a device, which has to outlast it.</summary>
    /// <param name="device">The file system, from its boot sector on.</param>
    /// <param name="writable">Whether it is to be changed.</param>
    /// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
    /// <exception cref="InvalidImageException">It is damaged, or no FAT.</exception>
    /// <exception cref="UnsupportedImageException">Its version is not known.</exception>
    public static FatFileSystem Open(BlockDevice device, bool writable, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new FatFileSystem(new FatVolume(device), writable, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override FileNode? Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == "/" ? new FileNode("", FileType.Folder, 0, FileRights.Program) : FindEntry(path) is { } entry ? Describe(entry) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path)
        => FindFolder(path) is { } folder ? [.. folder.Entries.Select(Describe)] : throw new DirectoryNotFoundException($"{Name}: {path} is no folder");

    /// <inheritdoc/>
    public override Stream OpenRead(string path)
    {
        if (FindEntry(path) is not { IsFolder: false } entry)
        {
            throw new FileNotFoundException($"{Name}: {path} is no file");
        }

        if (entry.Size == 0)
        {
            return new MemoryStream([], writable: false);
        }

        MappedDevice content = _volume.Map(_volume.Chain(entry.Cluster, entry.Size, out _));
        return content.Length >= entry.Size
            ? new DeviceStream(content, entry.Size)
            : throw new InvalidImageException(Name, $"{path} has {entry.Size} bytes by its entry, and {content.Length} by its clusters: run fsck.fat or chkdsk on it");
    }

    /// <summary>Nothing: FAT has no extended attributes.</summary>
    public override byte[]? GetAttribute(string path, string name) => null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private static FileNode Describe(FatEntry entry) => entry.IsFolder
        ? new FileNode(entry.Name, FileType.Folder, 0, FileRights.Program)
        : new FileNode(entry.Name, FileType.File, entry.Size, FileRights.File);

    private FatEntry? FindEntry(string path) => FindFolder(GuestPath.FolderOf(path))?.Find(GuestPath.NameOf(path));

    private FatFolder? FindFolder(string path)
    {
        FatFolder folder = FatFolder.ReadRoot(_volume);
        var seen = new HashSet<uint> { folder.Cluster };
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (folder.Find(name) is not { IsFolder: true } entry)
            {
                return null;
            }

            if (!seen.Add(entry.Cluster))
            {
                throw new InvalidImageException(Name, $"the folders of {path} lead in a circle: run fsck.fat or chkdsk on it");
            }

            folder = FatFolder.Read(_volume, entry.Cluster);
        }

        return folder;
    }
}
