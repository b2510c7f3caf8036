using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>
/// NTFS through libntfs-3g, in this process. Reading takes a volume as it is; writing refuses one that Windows has not
/// finished with: hibernated, shut down with Fast Startup, not shut down, or marked to be checked.
/// </summary>
/// <remarks>
/// Files Windows compressed as a whole (CompactOS) are listed, but not read. Links and junctions are told where they lead
/// within the volume; the drive letter of one is not looked at, its target has to be there.
/// </remarks>
public sealed partial class NtfsFileSystem : FileSystem
{
    private readonly NtfsSession _session;
    private readonly NtfsTree _tree;
    private readonly TimeProvider _time;

    private NtfsFileSystem(NtfsSession session, TimeProvider time)
    {
        _session = session;
        _tree = new NtfsTree(session);
        _time = time;
    }

    /// <inheritdoc/>
    public override string Name => _session.Name;

    /// <inheritdoc/>
    public override FileSystemKind Kind => FileSystemKind.Ntfs;

    /// <inheritdoc/>
    public override bool IgnoresCase => true;

    /// <summary>The label of the volume; empty where it has none.</summary>
    public string Label => _session.ReadLabel();

    /// <inheritdoc/>
    public override long FreeBytes => NtfsClusterBitmap.CountFree(_session) * _session.Shape.ClusterSize;

    /// <summary>Opens the volume on a device, which has to outlast it.</summary>
    /// <param name="device">The volume, from its boot sector on.</param>
    /// <param name="writable">Whether it is to be changed.</param>
    /// <param name="time">Gives the times of what is written; null for the machine's clock.</param>
    /// <exception cref="InvalidImageException">It is damaged, or no NTFS.</exception>
    /// <exception cref="UnsupportedImageException">Windows has not finished with it, or its version is not known; the message says what to do.</exception>
    /// <exception cref="MissingToolException">libntfs-3g is not installed.</exception>
    public static NtfsFileSystem Open(BlockDevice device, bool writable, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        LibNtfs.Require();
        var session = new NtfsSession(device, $"{device.Name} (NTFS)", writable);
        _ = session.Volume;
        return new NtfsFileSystem(session, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override FileNode? Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == "/" ? new FileNode("", FileType.Folder, 0, FileRights.Program) : _tree.Find(path) is { } entry ? Describe(entry) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path)
        => _tree.FindFolder(path) is { } folder ? [.. folder.Shown.Select(Describe)] : throw new DirectoryNotFoundException($"{Name}: {path} is no folder");

    /// <inheritdoc/>
    public override Stream OpenRead(string path)
    {
        if (_tree.Find(path) is not { IsFolder: false } entry || Describe(entry) is not { Type: FileType.File } node)
        {
            throw new FileNotFoundException($"{Name}: {path} is no file");
        }

        return new NtfsStream(_session, entry.Reference, node.Length);
    }

    /// <summary>Nothing: NTFS' own extended attributes mean nothing to Windows.</summary>
    public override byte[]? GetAttribute(string path, string name) => null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _session.Dispose();

    private unsafe FileNode Describe(NtfsEntry entry)
    {
        if (entry.IsFolder)
        {
            return new FileNode(entry.Name, FileType.Folder, 0, FileRights.Program);
        }

        byte[]? reparsePoint;
        long length;
        using (NtfsInode inode = _session.Open(entry.Reference))
        {
            bool hasReparsePoint = inode.Attributes.HasFlag(NtfsAttributes.ReparsePoint);
            reparsePoint = hasReparsePoint ? inode.TryRead(NtfsAttributeType.ReparsePoint, NtfsReparsePoint.LongestData) ?? [] : null;
            length = inode.Native->DataSize;
        }

        return reparsePoint is not null && NtfsReparsePoint.Parse(reparsePoint) is { IsCompact: false } point
            ? DescribeReparsePoint(entry.Name, point)
            : new FileNode(entry.Name, FileType.File, Math.Max(0, length), FileRights.File);
    }

    private FileNode DescribeReparsePoint(string name, NtfsReparsePoint point)
        => point.Target is { } target && (target[0] != '/' || IsThere(target))
            ? new FileNode(name, FileType.Link, 0, FileRights.Program, target)
            : new FileNode(name, FileType.Other, 0, FileRights.File);

    private bool IsThere(string target) => target == "/" || _tree.Find(target.TrimEnd('/')) is not null;
}
