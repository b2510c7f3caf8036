using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary><c>struct _ntfs_attr_search_ctx</c>, as far as it is used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeSearch
{
    internal byte* Record;

    /// <summary>The record of the attribute that was found.</summary>
    internal byte* Attribute;
}
