using Appliance.Formats;
using Appliance.Guests.Native.Ntfs3g;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Changing the volume.</summary>
public sealed unsafe partial class NtfsFileSystem
{
    // The library takes clusters for one call at a time: large ones keep a file in one piece.
    private const int PieceSize = 1 << 20;

    // What the MFT, an index and the bitmap of a folder may grow by with one file.
    private const long Reserve = 128 << 10;

    // Bytes that are free for sure: counting them anew for every file would read the whole bitmap.
    private long _room;

    /// <inheritdoc/>
    /// <remarks>
    /// A file that is there keeps its security, times of creation, other streams and hard links; a compressed one stays
    /// compressed. A new one inherits the security of its folder, owned by the administrators, as if one had copied it there.
    /// </remarks>
    public override void Write(string path, Stream content, FileRights rights)
    {
        ArgumentNullException.ThrowIfNull(content);
        _session.RequireWritable();
        NtfsEntry? entry = _tree.Find(path);
        if (entry is not null && (entry.IsFolder || Describe(entry).Type != FileType.File))
        {
            throw new IOException($"{Name}: {path} is no file");
        }

        using var piece = new PieceReader(content, PieceSize);
        RequireSpace(path, piece.KnownLength, entry);
        if (entry is null)
        {
            WriteNew(path, piece);
            return;
        }

        using NtfsInode inode = _session.Open(entry.Reference);
        WriteContent(inode, piece);
        inode.Close();
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights)
    {
        _session.RequireWritable();
        using NtfsInode inode = Create(path, isFolder: true);
        inode.Close();
    }

    /// <summary>Refused: what is prepared in Windows needs no links.</summary>
    public override void CreateLink(string path, string target) => throw new IOException($"{Name}: links are not made on NTFS ({path})");

    /// <summary>Refused: NTFS' own extended attributes mean nothing to Windows.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
        => throw new NotSupportedException($"{Name}: extended attributes are not written on NTFS ({path}: {name})");

    /// <inheritdoc/>
    public override void Delete(string path)
    {
        _session.RequireWritable();
        NtfsEntry entry = _tree.Find(path) ?? throw new FileNotFoundException($"{Name}: {path} is not there");
        if (entry.IsFolder && _tree.Read(entry.Reference)?.Count > 0)
        {
            throw new IOException($"{Name}: {path} is not empty");
        }

        ulong folder = RequireFolderOf(path);
        using NtfsInode inode = _session.Open(entry.Reference);
        using NtfsInode parent = _session.Open(folder);
        int result;
        fixed (char* name = entry.Name)
        {
            result = LibNtfs.Delete(_session.Volume, 0, inode.Release(), parent.Release(), name, (byte)entry.Name.Length);
        }

        _tree.Forget(entry.Reference);
        _tree.Forget(folder);
        _session.Check(result == 0, $"{path} cannot be deleted");
        using NtfsInode changed = _session.Open(folder);
        changed.SetTimes(_time, isNew: false);
        changed.Close();
    }

    /// <inheritdoc/>
    public override void Flush() => _session.Flush();

    private void WriteNew(string path, PieceReader content)
    {
        using NtfsInode inode = Create(path, isFolder: false);
        try
        {
            WriteContent(inode, content);
            inode.Close();
        }
        catch (IOException)
        {
            // Full: nothing half-made stays.
            inode.Dispose();
            Delete(path);
            throw;
        }
    }

    private NtfsInode Create(string path, bool isFolder)
    {
        string name = GuestPath.NameOf(path);
        WindowsName.Require(Name, name);
        return _tree.Find(path) is null
            ? new NtfsCreator(_session, _tree, _time).Create(RequireFolderOf(path), name, isFolder)
            : throw new IOException($"{Name}: {path} is there already");
    }

    private void WriteContent(NtfsInode inode, PieceReader content)
    {
        inode.RequirePlain();
        inode.RequireData();
        using (NtfsAttribute data = inode.TryOpen(NtfsAttributeType.Data) ?? throw new InvalidImageException(Name, "a file has no content"))
        {
            // Clusters that are there are written over, where the file is plain.
            long kept = data.IsPunctured ? 0 : Math.Min(data.Length, content.KnownLength ?? 0);
            if (kept < data.Length)
            {
                data.SetLength(kept);
            }

            long length = 0;
            for (ReadOnlySpan<byte> piece = content.Next(); !piece.IsEmpty; piece = content.Next())
            {
                if (length + piece.Length <= kept)
                {
                    NtfsOverwriting.Write(data, length, piece);
                }
                else
                {
                    data.Write(length, piece);
                }

                length += piece.Length;
            }

            data.FinishWriting();
            if (length < data.Length)
            {
                data.SetLength(length);
            }
        }

        inode.Attributes |= NtfsAttributes.Archive;
        inode.SetTimes(_time, isNew: false);
    }

    private ulong RequireFolderOf(string path)
    {
        string folder = GuestPath.FolderOf(path);
        return _tree.FindFolderReference(folder) ?? throw new IOException($"{Name}: {folder} is no folder");
    }

    /// <summary>Says that it is full before anything is changed, where the length is known.</summary>
    private void RequireSpace(string path, long? length, NtfsEntry? entry)
    {
        long needed = (length ?? 0) + Reserve;
        if (needed > _room)
        {
            _room = FreeBytes;
        }

        if (needed > _room && needed > _room + AllocatedBytes(entry))
        {
            throw new IOException($"{Name}: is full: {path} needs {length} bytes, and {_room} are free");
        }

        _room -= needed;
    }

    private long AllocatedBytes(NtfsEntry? entry)
    {
        if (entry is null)
        {
            return 0;
        }

        using NtfsInode inode = _session.Open(entry.Reference);
        return inode.Native->AllocatedSize;
    }
}
