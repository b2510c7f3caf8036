using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary><c>struct struct_io_manager</c>: the functions through which libext2fs reads and writes a device.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Ext2fsManager
{
    public nint Magic;
    public byte* Name;
    public delegate* unmanaged[Cdecl]<byte*, int, Ext2fsChannel**, nint> Open;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, nint> Close;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, int, nint> SetBlockSize;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, CULong, int, byte*, nint> Read;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, CULong, int, byte*, nint> Write;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, nint> Flush;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, CULong, int, byte*, nint> WriteBytes;
    public nint SetOption;
    public nint GetStatistics;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, ulong, int, byte*, nint> Read64;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, ulong, int, byte*, nint> Write64;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, ulong, ulong, nint> Discard;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, ulong, ulong, nint> ReadAhead;
    public delegate* unmanaged[Cdecl]<Ext2fsChannel*, ulong, ulong, nint> Zero;
    private fixed long _reserved[14];
}
