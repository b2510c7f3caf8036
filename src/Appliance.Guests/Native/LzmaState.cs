using System.Runtime.InteropServices;

namespace Appliance.Guests.Native;

/// <summary>lzma_stream of lzma/base.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LzmaState
{
    /// <summary>Next byte to decode.</summary>
    public byte* NextIn;

    /// <summary>Bytes that can be decoded.</summary>
    public nuint AvailableIn;

    /// <summary>Bytes decoded so far.</summary>
    public ulong TotalIn;

    /// <summary>Where the next byte goes.</summary>
    public byte* NextOut;

    /// <summary>Bytes that have room.</summary>
    public nuint AvailableOut;

    /// <summary>Bytes handed out so far.</summary>
    public ulong TotalOut;

    private readonly nint _allocator;
    private readonly nint _internal;
    private fixed ulong _reserved[8]; // four pointers, four integers of 64 bits
    private fixed uint _reservedEnums[2];
}
