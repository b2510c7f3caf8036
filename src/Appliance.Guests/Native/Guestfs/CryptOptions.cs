using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Guestfs;

/// <summary>struct guestfs_cryptsetup_open_argv (guestfs.h of 1.48; later ones only add to its end). What no bit names is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CryptOptions
{
    public const ulong HasType = 1 << 1;

    public ulong Bits;
    public int IsReadOnly;
    public byte* Type;
}
