using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Guestfs;

/// <summary>struct guestfs_add_drive_opts_argv (guestfs.h of 1.48; later ones only add to its end). What no bit names is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DriveOptions
{
    public const ulong HasFormat = 1 << 1;
    public const ulong HasProtocol = 1 << 5;
    public const ulong HasServer = 1 << 6;

    public ulong Bits;
    public int IsReadOnly;
    public byte* Format;
    public byte* Interface;
    public byte* Name;
    public byte* Label;
    public byte* Protocol;
    public byte** Server;
    public byte* User;
    public byte* Secret;
    public byte* CacheMode;
    public byte* Discard;
    public int CopiesOnRead;
    public int BlockSize;
}
