using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary><c>struct _ntfs_inode</c>, as far as it is used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInode
{
    internal ulong Number;

    /// <summary>Its record in the MFT, whose flags are two bytes at 22.</summary>
    internal nint Record;

    internal nint Volume;
    internal nuint State;

    /// <summary>DOS attributes and more: <c>FILE_ATTR_*</c>.</summary>
    internal uint Flags;

    internal uint AttributeListSize;
    internal nint AttributeList;
    internal int Extents;
    internal nint ExtentInodes;

    /// <summary>Bytes of the unnamed data.</summary>
    internal long DataSize;

    /// <summary>Bytes on the device for them.</summary>
    internal long AllocatedSize;

    internal long CreationTime;
    internal long DataChangeTime;
    internal long RecordChangeTime;
    internal long AccessTime;
}
