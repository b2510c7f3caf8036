using Appliance.Formats;
using Appliance.Guests.Native;
using Appliance.Guests.Trees;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Changing the file system.</summary>
public sealed partial class ExtFileSystem
{
    // EXT4_LINK_MAX: the folders within one count as links to it.
    private const int MostLinks = 65000;

    /// <inheritdoc/>
    public override void Write(string path, Stream content, FileRights rights)
    {
        ArgumentNullException.ThrowIfNull(content);
        BeginChange();
        ExtInode? inode = Resolve(path);
        if (inode is not null && inode.Type != FileType.File)
        {
            throw new IOException($"{Name}: {path} is no file");
        }

        CheckRoom(content, inode?.HeldBytes ?? 0);
        if (inode is null)
        {
            inode = CreateFile(path, rights);
        }
        else
        {
            CheckChangeable(inode, path);
        }

        inode = ExtContent.Replace(_volume, inode, content);
        inode.SetChangeTime(Seconds());
        _volume.WriteInode(inode);
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights)
    {
        (ExtInode parent, byte[] name) = RequireFree(path);
        if (parent.Links >= MostLinks)
        {
            throw new UnsupportedImageException(Name, $"there are too many folders beside {path}");
        }

        uint number = NewInode(parent, 0x4000 | rights.Mode);
        _volume.Check(Ext2fs.MakeFolder(_volume.Handle, parent.Number, number, 0), $"making folder {path}");
        ExtInode folder = _volume.ReadInode(number);
        folder.Rights = rights;
        _volume.WriteInode(folder);
        AddName(parent, name, number, FileType.Folder);
    }

    /// <inheritdoc/>
    public override void CreateLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        byte[] bytes = UnixName.Encode(target);
        if (bytes.Length > Math.Min(MostTargetBytes + 1, _volume.BlockSize))
        {
            throw new IOException($"{Name}: {path} would be a link of {bytes.Length - 1} bytes, which is too long");
        }

        (ExtInode parent, byte[] name) = RequireFree(path);
        uint number = NewInode(parent, 0xA1FF);
        _volume.Check(Ext2fs.MakeLink(_volume.Handle, parent.Number, number, 0, bytes), $"making link {path}");
        AddName(parent, name, number, FileType.Link);
    }

    /// <summary>Gives a regular file another name.</summary>
    /// <param name="path">The new name.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">Something is at the path, it is no file, or has too many names.</exception>
    public void CreateName(string path, string file)
    {
        (ExtInode parent, byte[] name) = RequireFree(path);
        ExtInode inode = Require(file);
        CheckChangeable(inode, file);
        if (inode.Type != FileType.File || inode.Links >= MostLinks)
        {
            throw new IOException($"{Name}: {file} takes no other name");
        }

        inode.Links++;
        _volume.WriteInode(inode);
        AddName(parent, name, inode.Number, FileType.File);
    }

    /// <summary>Sets when something was last changed; that of a folder changes again with what is in it.</summary>
    /// <param name="path">What; a link is not followed.</param>
    /// <param name="seconds">Seconds since 1970.</param>
    public void SetModified(string path, long seconds)
    {
        BeginChange();
        ExtInode inode = Require(path);
        inode.SetChangeTime(seconds);
        _volume.WriteInode(inode);
    }

    /// <inheritdoc/>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        BeginChange();
        ExtInode inode = Require(path);
        CheckChangeable(inode, path);
        ExtAttributes.Set(_volume, inode, name, value);
    }

    /// <inheritdoc/>
    public override void Delete(string path)
    {
        BeginChange();
        ExtInode inode = Require(path);
        if (inode.Number == ExtInode.Root)
        {
            throw new IOException($"{Name}: the root stays");
        }

        CheckChangeable(inode, path);
        if (inode.Type == FileType.Folder && !ExtFolder.IsEmpty(_volume, inode))
        {
            throw new IOException($"{Name}: {path} is not empty");
        }

        ExtInode parent = Require(GuestPath.FolderOf(path));
        CheckChangeable(parent, path);
        ExtFolder.Unlink(_volume, parent, UnixName.Encode(GuestPath.NameOf(path)), inode.Number);
        Release(inode);
        Touch(parent.Number, inode.Type == FileType.Folder ? -1 : 0);
    }

    /// <inheritdoc/>
    public override void Flush() => _volume.Flush();

    private ExtInode CreateFile(string path, FileRights rights)
    {
        (ExtInode parent, byte[] name) = RequireFree(path);
        uint number = NewInode(parent, 0x8000 | rights.Mode);
        var inode = ExtInode.NewFile(number, _volume.Superblock.InodeSize, rights, _volume.Superblock.HasExtents);
        Ext2fs.CountInode(_volume.Handle, number, 1, 0);
        _volume.Check(Ext2fs.WriteNewInode(_volume.Handle, number, inode.Bytes), $"making file {path}");
        AddName(parent, name, number, FileType.File);
        return _volume.ReadInode(number);
    }

    private uint NewInode(ExtInode parent, int mode)
    {
        _volume.Check(Ext2fs.NewInode(_volume.Handle, parent.Number, mode, 0, out uint number), "looking for a free inode");
        return number;
    }

    private void AddName(ExtInode parent, byte[] name, uint number, FileType type)
    {
        ExtFolder.Link(_volume, parent, name, number, type);

        // The library counts a new folder in its parent, even where that has given up counting (1).
        Touch(parent.Number, type == FileType.Folder && parent.Links == 1 ? -1 : 0);
    }

    /// <summary>Dates a folder in which something was changed, and counts the folders in it.</summary>
    private void Touch(uint folder, int change)
    {
        ExtInode inode = _volume.ReadInode(folder);
        inode.Links += inode.Links > 1 ? change : 0;
        inode.SetChangeTime(Seconds());
        _volume.WriteInode(inode);
    }

    /// <summary>Takes one name from an inode; with the last all of it goes.</summary>
    private void Release(ExtInode inode)
    {
        bool isFolder = inode.Type == FileType.Folder;
        inode.Links = isFolder ? 0 : Math.Max(0, inode.Links - 1);
        if (inode.Links == 0)
        {
            ExtAttributes.Check(_volume, inode);
            _volume.Check(Ext2fs.FreeAttributes(_volume.Handle, inode.Number, inode.Bytes), $"freeing the attributes of inode {inode.Number}");
            ExtContent.FreeBlocks(_volume, inode);
            inode.SetDeletionTime(Seconds());
            Ext2fs.CountInode(_volume.Handle, inode.Number, -1, isFolder ? 1 : 0);
        }

        _volume.WriteInode(inode);
    }
}
