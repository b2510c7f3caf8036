using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary>
/// <c>struct SECURITY_CONTEXT</c>: for whom something is made. All zeros but the volume is root without a mapping of
/// users, which the library takes for Windows' group of administrators.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeSecurityContext
{
    internal nint Volume;
    internal nint UserMapping;
    internal nint GroupMapping;

    /// <summary>Never null; what it points to may be.</summary>
    internal nint* Cache;

    internal uint User;
    internal uint Group;
    internal int Thread;
    internal uint Mask;
}
