using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary><c>struct ntfs_device</c>: what the library keeps of a device.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeDevice
{
    /// <summary>Bit 0 of <see cref="State"/>: the device is open.</summary>
    internal const nuint Open = 1;

    /// <summary>Bit 2 of <see cref="State"/>: it was written since it was brought to rest.</summary>
    internal const nuint Dirty = 4;

    internal NativeDeviceOperations* Operations;
    internal nuint State;
    internal nint Name;

    /// <summary>Ours: a handle of the object that answers.</summary>
    internal nint Context;

    internal int Heads;
    internal int SectorsPerTrack;
}
