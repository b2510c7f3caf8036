using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary><c>struct _ntfs_attr</c>, as far as it is used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeAttribute
{
    internal nint Runs;
    internal nint Inode;
    internal uint Type;

    /// <summary>Compressed, encrypted, sparse: <c>ATTR_FLAGS</c>.</summary>
    internal ushort Flags;

    internal nint Name;
    internal uint NameLength;
    internal nuint State;
    internal long AllocatedSize;
    internal long DataSize;
}
