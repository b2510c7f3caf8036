using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary><c>struct struct_io_channel</c>: an open device as libext2fs sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Ext2fsChannel
{
    /// <summary><c>EXT2_ET_MAGIC_IO_CHANNEL</c>.</summary>
    public nint Magic;

    /// <summary>The manager that opened it.</summary>
    public Ext2fsManager* Manager;

    /// <summary>A name for messages.</summary>
    public byte* Name;

    /// <summary>Bytes of a block.</summary>
    public int BlockSize;

    private readonly nint _readError;
    private readonly nint _writeError;

    /// <summary>How often it is open.</summary>
    public int References;

    private readonly int _flags;
    private fixed long _reserved[14];

    /// <summary>Ours: a handle to the managed side.</summary>
    public nint Private;

    private readonly nint _application;
    private readonly int _alignment;
}
