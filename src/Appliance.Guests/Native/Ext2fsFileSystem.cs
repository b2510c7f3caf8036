using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>What is used of <c>struct struct_ext2_filsys</c>: part of the ABI of libext2fs.so.2 on 64-bit machines.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct Ext2fsFileSystem
{
    /// <summary>The superblock as it will be written.</summary>
    [FieldOffset(32)]
    public byte* Superblock;

    /// <summary>Permission bits that new folders do not get.</summary>
    [FieldOffset(176)]
    public uint Umask;

    /// <summary>Seconds since 1970 that are written as the present; 0 for the clock's.</summary>
    [FieldOffset(184)]
    public long Now;

    /// <summary>How bitmaps are held in memory: <c>EXT2FS_BMAP64_...</c>.</summary>
    [FieldOffset(196)]
    public ushort BitmapType;
}
