using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>
/// libext2fs (https://e2fsprogs.sourceforge.net), which reads and writes ext2, ext3 and ext4 through an I/O manager that
/// is given to it. Its functions return 0 or an error number; <see cref="ComErr"/> has the texts.
/// </summary>
internal static unsafe partial class Ext2fs
{
    /// <summary>Opens for writing.</summary>
    public const int ReadWrite = 1;

    /// <summary>Does not wait for another machine to let go: an image has none.</summary>
    public const int SkipMultipleMount = 0x100000;

    /// <summary>Bitmaps of the present kind, which large file systems need.</summary>
    public const int Bitmaps64 = 0x20000;

    /// <summary>Bitmaps as trees of runs.</summary>
    public const ushort TreeBitmaps = 2;

    /// <summary>New blocks are to be written at once: they need no mark that nothing was written there.</summary>
    public const int AllocateWritten = 2;

    internal const string Library = "libext2fs.so.2";

    /// <summary>Whether the library is installed.</summary>
    public static bool IsAvailable { get; } = Load();

    /// <summary>Reports a missing library.</summary>
    /// <exception cref="MissingToolException">The library is not installed.</exception>
    public static void Require()
    {
        if (!IsAvailable)
        {
            throw new MissingToolException(Library, "libext2fs2", "to read and write ext2, ext3 and ext4");
        }
    }

    private static bool Load()
    {
        if (!NativeLibrary.TryLoad(Library, out _) || !NativeLibrary.TryLoad(ComErr.Library, out _))
        {
            return false;
        }

        InitializeErrors();
        ComErr.Silence();
        return true;
    }

    [LibraryImport(Library, EntryPoint = "initialize_ext2_error_table")]
    private static partial void InitializeErrors();

    [LibraryImport(Library, EntryPoint = "ext2fs_open2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(
        string name, string? options, int flags, int superblock, uint blockSize, Ext2fsManager* manager, out Ext2fsHandle fileSystem);

    [LibraryImport(Library, EntryPoint = "ext2fs_free")]
    public static partial void Free(nint fileSystem);

    [LibraryImport(Library, EntryPoint = "ext2fs_check_desc")]
    public static partial nint CheckGroups(Ext2fsHandle fileSystem);

    [LibraryImport(Library, EntryPoint = "ext2fs_read_bitmaps")]
    public static partial nint ReadBitmaps(Ext2fsHandle fileSystem);

    [LibraryImport(Library, EntryPoint = "ext2fs_flush")]
    public static partial nint Flush(Ext2fsHandle fileSystem);

    [LibraryImport(Library, EntryPoint = "ext2fs_read_inode_full")]
    public static partial nint ReadInode(Ext2fsHandle fileSystem, uint inode, Span<byte> bytes, int size);

    [LibraryImport(Library, EntryPoint = "ext2fs_write_inode_full")]
    public static partial nint WriteInode(Ext2fsHandle fileSystem, uint inode, ReadOnlySpan<byte> bytes, int size);

    [LibraryImport(Library, EntryPoint = "ext2fs_write_new_inode")]
    public static partial nint WriteNewInode(Ext2fsHandle fileSystem, uint inode, ReadOnlySpan<byte> bytes);

    [LibraryImport(Library, EntryPoint = "ext2fs_new_inode")]
    public static partial nint NewInode(Ext2fsHandle fileSystem, uint folder, int mode, nint map, out uint inode);

    [LibraryImport(Library, EntryPoint = "ext2fs_inode_alloc_stats2")]
    public static partial void CountInode(Ext2fsHandle fileSystem, uint inode, int change, int isFolder);

    [LibraryImport(Library, EntryPoint = "ext2fs_inode_has_valid_blocks2")]
    public static partial int HasBlocks(Ext2fsHandle fileSystem, ReadOnlySpan<byte> inode);

    [LibraryImport(Library, EntryPoint = "ext2fs_bmap2")]
    public static partial nint Map(
        Ext2fsHandle fileSystem, uint inode, ReadOnlySpan<byte> bytes, nint buffer, int flags, ulong block, out int state, out ulong physical);

    [LibraryImport(Library, EntryPoint = "ext2fs_fallocate")]
    public static partial nint Allocate(Ext2fsHandle fileSystem, int flags, uint inode, nint bytes, ulong goal, ulong start, ulong count);

    [LibraryImport(Library, EntryPoint = "ext2fs_punch")]
    public static partial nint FreeBlocks(Ext2fsHandle fileSystem, uint inode, Span<byte> bytes, nint buffer, ulong first, ulong last);

    [LibraryImport(Library, EntryPoint = "ext2fs_lookup")]
    public static partial nint Lookup(Ext2fsHandle fileSystem, uint folder, ReadOnlySpan<byte> name, int length, nint buffer, out uint inode);

    [LibraryImport(Library, EntryPoint = "ext2fs_dir_iterate2")]
    public static partial nint Iterate(
        Ext2fsHandle fileSystem,
        uint folder,
        int flags,
        nint buffer,
        delegate* unmanaged[Cdecl]<uint, int, byte*, int, int, byte*, nint, int> visit,
        nint state);

    [LibraryImport(Library, EntryPoint = "ext2fs_link")]
    public static partial nint Link(Ext2fsHandle fileSystem, uint folder, ReadOnlySpan<byte> name, uint inode, int type);

    [LibraryImport(Library, EntryPoint = "ext2fs_unlink")]
    public static partial nint Unlink(Ext2fsHandle fileSystem, uint folder, ReadOnlySpan<byte> name, uint inode, int flags);

    [LibraryImport(Library, EntryPoint = "ext2fs_expand_dir")]
    public static partial nint ExpandFolder(Ext2fsHandle fileSystem, uint folder);

    [LibraryImport(Library, EntryPoint = "ext2fs_mkdir")]
    public static partial nint MakeFolder(Ext2fsHandle fileSystem, uint parent, uint inode, nint name);

    [LibraryImport(Library, EntryPoint = "ext2fs_symlink")]
    public static partial nint MakeLink(Ext2fsHandle fileSystem, uint parent, uint inode, nint name, ReadOnlySpan<byte> target);

    [LibraryImport(Library, EntryPoint = "ext2fs_inline_data_expand")]
    public static partial nint ExpandInline(Ext2fsHandle fileSystem, uint inode);

    [LibraryImport(Library, EntryPoint = "ext2fs_read_ext_attr3")]
    public static partial nint ReadAttributeBlock(Ext2fsHandle fileSystem, ulong block, Span<byte> bytes, uint inode);

    [LibraryImport(Library, EntryPoint = "ext2fs_free_ext_attr")]
    public static partial nint FreeAttributes(Ext2fsHandle fileSystem, uint inode, Span<byte> bytes);

    [LibraryImport(Library, EntryPoint = "ext2fs_xattrs_open")]
    public static partial nint OpenAttributes(Ext2fsHandle fileSystem, uint inode, out nint attributes);

    [LibraryImport(Library, EntryPoint = "ext2fs_xattrs_flags")]
    public static partial nint SetAttributeFlags(nint attributes, in uint flags, nint old);

    [LibraryImport(Library, EntryPoint = "ext2fs_xattrs_read")]
    public static partial nint ReadAttributes(nint attributes);

    [LibraryImport(Library, EntryPoint = "ext2fs_xattr_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetAttribute(nint attributes, string name, ReadOnlySpan<byte> value, nuint length);

    [LibraryImport(Library, EntryPoint = "ext2fs_xattrs_close")]
    public static partial nint CloseAttributes(ref nint attributes);
}
