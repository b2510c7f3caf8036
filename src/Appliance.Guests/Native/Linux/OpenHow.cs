using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Linux;

/// <summary>struct open_how of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    /// <summary>RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH: no way leads out, not even over a link that is within.</summary>
    public const ulong Inside = 0x1 | 0x2 | 0x4 | 0x8;

    /// <summary>O_….</summary>
    public ulong Flags;

    /// <summary>The rights of a file that is made.</summary>
    public ulong Mode;

    /// <summary>RESOLVE_….</summary>
    public ulong Resolve;
}
