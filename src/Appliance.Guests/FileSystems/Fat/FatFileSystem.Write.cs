using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Changing the file system.</summary>
public sealed partial class FatFileSystem
{
    private const int PieceSize = 1 << 20;

    // A file's length has 32 bits.
    private const long LargestFile = uint.MaxValue;

    private readonly bool _writable;

    /// <inheritdoc/>
    /// <remarks>The old content stays until the new one is written, where there is room for both.</remarks>
    public override void Write(string path, Stream content, FileRights rights)
    {
        ArgumentNullException.ThrowIfNull(content);
        RequireWritable();
        FatFolder folder = RequireFolderOf(path);
        string name = GuestPath.NameOf(path);
        FatEntry? entry = folder.Find(name);
        if (entry is { IsFolder: true })
        {
            throw new IOException($"{Name}: {path} is no file");
        }

        if (entry is null)
        {
            WindowsName.Require(Name, name);
        }

        using var pieces = new PieceReader(content, PieceSize);
        if (NeedsOldRoom(path, pieces.KnownLength, entry?.Size ?? 0) && entry is not null)
        {
            Put(folder, name, entry, cluster: 0, size: 0);
            _volume.Table.Release(entry.Cluster);
            entry = folder.Find(name);
        }

        (uint cluster, uint size) = WriteChain(path, pieces);
        try
        {
            Put(folder, name, entry, cluster, size);
        }
        catch (IOException)
        {
            _volume.Table.Release(cluster);
            throw;
        }

        _volume.Table.Release(entry?.Cluster ?? 0);
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights)
    {
        RequireWritable();
        FatFolder folder = RequireFolderOf(path);
        string name = GuestPath.NameOf(path);
        WindowsName.Require(Name, name);
        if (folder.Find(name) is not null)
        {
            throw new IOException($"{Name}: {path} is there already");
        }

        FatTimestamp now = FatTimestamp.Now(_time);
        uint cluster = _volume.Table.Allocate(1, previous: 0)[0].First;
        uint parent = folder.Cluster == _volume.Shape.RootCluster ? 0 : folder.Cluster;
        FatFolder.Format(_volume, cluster, parent, now);
        try
        {
            folder.Add(name, FatAttributes.Folder, cluster, size: 0, now);
        }
        catch (IOException)
        {
            _volume.Table.Release(cluster);
            throw;
        }
    }

    /// <summary>Refused: FAT knows no links.</summary>
    public override void CreateLink(string path, string target) => throw new IOException($"{Name}: FAT knows no links ({path})");

    /// <summary>Refused: FAT has no extended attributes.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
        => throw new NotSupportedException($"{Name}: FAT has no extended attributes ({path}: {name})");

    /// <inheritdoc/>
    public override void Delete(string path)
    {
        RequireWritable();
        FatFolder folder = RequireFolderOf(path);
        FatEntry entry = folder.Find(GuestPath.NameOf(path)) ?? throw new FileNotFoundException($"{Name}: {path} is not there");
        if (entry.IsFolder && FindFolder(path)?.Entries.Count > 0)
        {
            throw new IOException($"{Name}: {path} is not empty");
        }

        folder.Remove(entry);
        _volume.Table.Release(entry.Cluster);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_writable)
        {
            _volume.Flush();
        }
    }

    private void Put(FatFolder folder, string name, FatEntry? entry, uint cluster, uint size)
    {
        if (entry is null)
        {
            folder.Add(name, FatAttributes.Archive, cluster, size, FatTimestamp.Now(_time));
        }
        else
        {
            folder.Change(entry, cluster, size, FatTimestamp.Now(_time));
        }
    }

    /// <summary>Whether the new content only fits where the old one is; if not even there, it is full.</summary>
    private bool NeedsOldRoom(string path, long? length, uint oldSize)
    {
        long needed = _volume.ClustersFor(length ?? 0);
        return needed <= _volume.Table.Free + _volume.ClustersFor(oldSize)
            ? needed > _volume.Table.Free
            : throw new IOException($"{Name}: is full: {path} needs {length} bytes, and {FreeBytes} are free");
    }

    /// <summary>Writes content to clusters that were free; if it does not fit, they are free again.</summary>
    private (uint Cluster, uint Size) WriteChain(string path, PieceReader pieces)
    {
        uint first = 0;
        uint last = 0;
        long size = 0;
        try
        {
            for (ReadOnlySpan<byte> piece = pieces.Next(); !piece.IsEmpty; piece = pieces.Next())
            {
                size += piece.Length;
                if (size > LargestFile)
                {
                    throw new IOException($"{Name}: {path} is too large: FAT ends at 4 GiB");
                }

                IReadOnlyList<ClusterRun> runs = _volume.Table.Allocate((int)_volume.ClustersFor(piece.Length), last);
                first = first == 0 ? runs[0].First : first;
                last = runs[^1].Last;
                WritePiece(runs, piece);
            }
        }
        catch (IOException)
        {
            _volume.Table.Release(first);
            throw;
        }

        return (first, (uint)size);
    }

    /// <summary>Writes a piece, and zeros to the end of its last cluster.</summary>
    private void WritePiece(IReadOnlyList<ClusterRun> runs, ReadOnlySpan<byte> piece)
    {
        var place = _volume.Map(runs);
        place.Write(0, piece);
        place.Write(piece.Length, new byte[place.Length - piece.Length]);
    }

    private FatFolder RequireFolderOf(string path)
    {
        string folder = GuestPath.FolderOf(path);
        return FindFolder(folder) ?? throw new IOException($"{Name}: {folder} is no folder");
    }

    private void RequireWritable()
    {
        if (!_writable)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only");
        }
    }
}
