using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>The names in the folders of a file system.</summary>
internal static unsafe class ExtFolder
{
    // A million names of 255 bytes fill this many blocks of 1 KiB.
    private const int MostReads = 300_000;

    /// <summary>The inode behind a name; null where there is none.</summary>
    /// <param name="volume">The file system.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name, with a zero behind.</param>
    public static uint? Find(ExtVolume volume, ExtInode folder, byte[] name)
    {
        Prepare(volume, folder);
        nint error = Ext2fs.Lookup(volume.Handle, folder.Number, name, name.Length - 1, 0, out uint inode);
        if (error == Ext2fsError.NotFound)
        {
            error = 0;
            inode = 0;
        }

        volume.Check(error, $"looking for a name in folder {folder.Number}");
        return inode == 0 ? null : inode;
    }

    /// <summary>All names and the inodes behind them.</summary>
    public static IReadOnlyList<(string Name, uint Inode)> List(ExtVolume volume, ExtInode folder)
    {
        ExtFolderScan scan = Scan(volume, folder, FileSystem.MostNames);
        if (scan.HasMore)
        {
            throw new UnsupportedImageException(volume.Name, $"folder {folder.Number} has more than {FileSystem.MostNames} names");
        }

        if (scan.Entries.Exists(entry => entry.Name.AsSpan().IndexOfAny((byte)0, (byte)'/') >= 0 || entry.Name.Length == 0))
        {
            throw new InvalidImageException(volume.Name, $"folder {folder.Number} has a name that is empty, or has a slash or a zero in it");
        }

        return [.. scan.Entries.Select(entry => (UnixName.Decode(entry.Name), entry.Inode))];
    }

    /// <summary>Whether nothing is in it.</summary>
    public static bool IsEmpty(ExtVolume volume, ExtInode folder)
    {
        ExtFolderScan scan = Scan(volume, folder, most: 0);
        return !scan.HasMore;
    }

    /// <summary>Gives an inode a name; the folder grows where it has to.</summary>
    public static void Link(ExtVolume volume, ExtInode folder, byte[] name, uint inode, FileType type)
    {
        nint error = TryLink(volume, folder, name, inode, type);
        if (error == Ext2fsError.UnknownHash)
        {
            // Without its index the folder is searched from end to end, which every kernel does.
            volume.Check(0, "");
            ExtInode plain = volume.ReadInode(folder.Number);
            plain.Flags &= ~ExtFlags.Index;
            volume.WriteInode(plain);
            error = TryLink(volume, folder, name, inode, type);
        }

        if (error == Ext2fsError.FolderFull)
        {
            volume.Check(0, "");
            Prepare(volume, folder);
            volume.Check(Ext2fs.ExpandFolder(volume.Handle, folder.Number), $"making room in folder {folder.Number}");
            error = TryLink(volume, folder, name, inode, type);
        }

        volume.Check(error, $"adding a name to folder {folder.Number}");
    }

    /// <summary>Takes a name away.</summary>
    public static void Unlink(ExtVolume volume, ExtInode folder, byte[] name, uint inode)
    {
        Prepare(volume, folder);
        volume.Check(Ext2fs.Unlink(volume.Handle, folder.Number, name, inode, 0), $"taking a name out of folder {folder.Number}");
    }

    private static nint TryLink(ExtVolume volume, ExtInode folder, byte[] name, uint inode, FileType type)
    {
        // EXT2_FT_REG_FILE, EXT2_FT_DIR, EXT2_FT_SYMLINK
        int kind = type switch { FileType.File => 1, FileType.Folder => 2, _ => 7 };
        Prepare(volume, folder);
        return Ext2fs.Link(volume.Handle, folder.Number, name, inode, kind);
    }

    private static ExtFolderScan Scan(ExtVolume volume, ExtInode folder, int most)
    {
        Prepare(volume, folder);
        var scan = new ExtFolderScan(most);
        var state = GCHandle.Alloc(scan);
        try
        {
            nint error = Ext2fs.Iterate(volume.Handle, folder.Number, 0, 0, &ExtFolderScan.Visit, GCHandle.ToIntPtr(state));
            volume.Check(error, $"reading folder {folder.Number}");
        }
        finally
        {
            state.Free();
        }

        return scan;
    }

    private static void Prepare(ExtVolume volume, ExtInode folder)
    {
        if (folder.Flags.HasFlag(ExtFlags.Encrypted))
        {
            throw new UnsupportedImageException(volume.Name, $"folder {folder.Number} is encrypted (fscrypt); its files can only be used in the guest");
        }

        if (folder.Flags.HasFlag(ExtFlags.Inline))
        {
            ExtAttributes.Check(volume, folder);
        }

        volume.Channel.Allow(MostReads);
    }
}
