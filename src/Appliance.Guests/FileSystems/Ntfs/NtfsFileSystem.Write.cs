using Appliance.Formats;
using Appliance.Guests.Native.Ntfs3g;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Changing the volume.</summary>
public sealed unsafe partial class NtfsFileSystem
{
    private const uint RegularType = 0x8000;
    private const uint FolderType = 0x4000;

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
        NtfsEntry? entry = FindEntry(path);
        if (entry is not null && (entry.IsFolder || Describe(entry).Type != FileType.File))
        {
            throw new IOException($"{Name}: {path} is no file");
        }

        using var piece = new PieceReader(content, PieceSize);
        RequireSpace(path, piece.KnownLength, entry);
        if (entry is null)
        {
            WriteNew(path, piece);
        }
        else
        {
            using NtfsInode inode = _session.Open(entry.Reference);
            WriteContent(inode, piece);
            inode.Close();
        }
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights)
    {
        using NtfsInode inode = Create(path, FolderType);
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
        NtfsEntry entry = FindEntry(path) ?? throw new FileNotFoundException($"{Name}: {path} is not there");
        if (entry.IsFolder && ReadFolder(entry.Reference)?.Count > 0)
        {
            throw new IOException($"{Name}: {path} is not empty");
        }

        using NtfsInode inode = _session.Open(entry.Reference);
        using NtfsInode folder = OpenFolderOf(path);
        int result;
        fixed (char* name = entry.Name)
        {
            result = LibNtfs.Delete(_session.Volume, 0, inode.Release(), folder.Release(), name, (byte)entry.Name.Length);
        }

        Forget(entry.Number);
        ForgetFolderOf(path);
        _session.Check(result == 0, $"{path} cannot be deleted");
        Touch(path);
    }

    /// <inheritdoc/>
    public override void Flush() => _session.Flush();

    private void WriteNew(string path, PieceReader content)
    {
        using NtfsInode inode = Create(path, RegularType);
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

    private NtfsInode Create(string path, uint type)
    {
        string name = GuestPath.NameOf(path);
        WindowsName.Require(Name, name);
        if (FindEntry(path) is not null)
        {
            throw new IOException($"{Name}: {path} is there already");
        }

        using NtfsInode folder = OpenFolderOf(path);
        uint security = GetInheritedSecurity(folder, type == FolderType);
        NativeInode* created;
        fixed (char* characters = name)
        {
            created = LibNtfs.Create(folder.Native, security, characters, (byte)name.Length, type);
        }

        Exception? failure = created is null ? _session.Fail($"{path} cannot be made") : null;
        ForgetFolderOf(path);
        var inode = new NtfsInode(_session, created);
        if (failure is not null)
        {
            throw failure;
        }

        _session.Check(true, path);
        inode.SetTimes(_time, isNew: true);
        folder.SetTimes(_time, isNew: false);
        folder.Close();
        return inode;
    }

    /// <summary>What an administrator's new file inherits; 0, where the folder has nothing to give, is "everybody", which the library writes into the file.</summary>
    private uint GetInheritedSecurity(NtfsInode folder, bool forFolder)
    {
        nint cache = 0;
        var context = new NativeSecurityContext { Volume = _session.Volume, Cache = &cache };
        uint security = LibNtfs.GetInheritedSecurity(&context, folder.Native, forFolder ? 1 : 0);
        _session.Check(true, "security");
        return security;
    }

    private void WriteContent(NtfsInode inode, PieceReader content)
    {
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
                data.Write(length, piece);
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

    private NtfsInode OpenFolderOf(string path)
    {
        string folder = GuestPath.FolderOf(path);
        ulong reference = folder == "/" ? RootReference
            : FindEntry(folder) is { IsFolder: true } entry ? entry.Reference
            : throw new IOException($"{Name}: {folder} is no folder");
        return _session.Open(reference);
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

    private void Touch(string path)
    {
        using NtfsInode folder = OpenFolderOf(path);
        folder.SetTimes(_time, isNew: false);
        folder.Close();
    }

    private void ForgetFolderOf(string path)
    {
        string folder = GuestPath.FolderOf(path);
        Forget(folder == "/" ? RootReference : FindEntry(folder)?.Number ?? 0);
    }

    private void Forget(ulong number)
    {
        if (_folders.Remove(number, out NtfsFolder? folder))
        {
            _cachedNames -= folder.Count;
        }
    }
}
