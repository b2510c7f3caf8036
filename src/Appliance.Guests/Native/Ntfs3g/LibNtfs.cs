using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary>
/// libntfs-3g: NTFS without a kernel. Declared as its headers of 2022.10.3 have it (<c>volume.h</c>, <c>inode.h</c>,
/// <c>attrib.h</c>, <c>dir.h</c>, <c>security.h</c>); the SONAME stands for this layout. Failure is null or less than
/// zero, with errno.
/// </summary>
internal static unsafe partial class LibNtfs
{
    private const string Library = "libntfs-3g.so.89";

    private static readonly Lazy<nint> Handle = new(() => NativeLibrary.TryLoad(Library, out nint handle) ? handle : 0);

    /// <summary>What the library takes for "without a name" (<c>AT_UNNAMED</c>); null means any.</summary>
    internal static char* Unnamed => (char*)NativeLibrary.GetExport(Handle.Value, "AT_UNNAMED");

    /// <summary>Checks that the library is there.</summary>
    /// <exception cref="MissingToolException">It is not.</exception>
    internal static void Require()
    {
        if (Handle.Value == 0)
        {
            throw new MissingToolException(Library, "libntfs-3g89", "to read and write NTFS");
        }
    }

    [LibraryImport(Library, EntryPoint = "ntfs_device_alloc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NativeDevice* AllocateDevice(string name, nint state, NativeDeviceOperations* operations, nint context);

    [LibraryImport(Library, EntryPoint = "ntfs_device_free")]
    internal static partial int FreeDevice(NativeDevice* device);

    [LibraryImport(Library, EntryPoint = "ntfs_device_mount", SetLastError = true)]
    internal static partial nint Mount(NativeDevice* device, MountOptions options);

    /// <summary>Brings what is left to the device, and frees the volume and the device's record.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_umount", SetLastError = true)]
    internal static partial int Unmount(nint volume, int force);

    /// <summary>Counts the free clusters, which the allocator of clusters relies on.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_volume_get_free_space", SetLastError = true)]
    internal static partial int CountFreeSpace(nint volume);

    [LibraryImport(Library, EntryPoint = "ntfs_version_is_supported", SetLastError = true)]
    internal static partial int CheckVersion(nint volume);

    [LibraryImport(Library, EntryPoint = "ntfs_inode_open", SetLastError = true)]
    internal static partial NativeInode* OpenInode(nint volume, ulong reference);

    /// <summary>Writes the inode where it changed, its entries in folders included.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_inode_close", SetLastError = true)]
    internal static partial int CloseInode(NativeInode* inode);

    /// <summary>Marks times to be written; sets them to those of the machine's clock.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_inode_update_times")]
    internal static partial void UpdateTimes(NativeInode* inode, int which);

    [LibraryImport(Library, EntryPoint = "ntfs_readdir", SetLastError = true)]
    internal static partial int ReadFolder(
        NativeInode* folder, long* position, nint context, delegate* unmanaged[Cdecl]<nint, char*, int, int, long, ulong, uint, int> entry);

    [LibraryImport(Library, EntryPoint = "ntfs_create", SetLastError = true)]
    internal static partial NativeInode* Create(NativeInode* folder, uint securityId, char* name, byte length, uint type);

    /// <summary>Takes a name away, and the file with its last one; closes both inodes, whatever comes of it.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_delete", SetLastError = true)]
    internal static partial int Delete(nint volume, nint path, NativeInode* inode, NativeInode* folder, char* name, byte length);

    /// <summary>The number in $Secure of what a new file or folder inherits; 0 where there is none to be had.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_inherited_id", SetLastError = true)]
    internal static partial uint GetInheritedSecurity(NativeSecurityContext* context, NativeInode* folder, int forFolder);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_open", SetLastError = true)]
    internal static partial NativeAttribute* OpenAttribute(NativeInode* inode, uint type, char* name, uint length);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_close")]
    internal static partial void CloseAttribute(NativeAttribute* attribute);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_add", SetLastError = true)]
    internal static partial int AddAttribute(NativeInode* inode, uint type, char* name, byte length, byte* value, long size);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_truncate", SetLastError = true)]
    internal static partial int Truncate(NativeAttribute* attribute, long size);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_pread", SetLastError = true)]
    internal static partial long Read(NativeAttribute* attribute, long offset, long count, byte* buffer);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_pwrite", SetLastError = true)]
    internal static partial long Write(NativeAttribute* attribute, long offset, long count, byte* buffer);

    /// <summary>Compresses the last block of a compressed attribute; nothing for any other.</summary>
    [LibraryImport(Library, EntryPoint = "ntfs_attr_pclose", SetLastError = true)]
    internal static partial int FinishWriting(NativeAttribute* attribute);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_get_search_ctx", SetLastError = true)]
    internal static partial NativeSearch* StartSearch(NativeInode* inode, nint record);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_lookup", SetLastError = true)]
    internal static partial int SearchNext(
        uint type, char* name, uint length, int ignoresCase, long lowestCluster, byte* value, uint valueLength, NativeSearch* search);

    [LibraryImport(Library, EntryPoint = "ntfs_attr_put_search_ctx")]
    internal static partial void EndSearch(NativeSearch* search);
}
