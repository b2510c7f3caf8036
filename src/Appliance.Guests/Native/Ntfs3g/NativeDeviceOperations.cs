using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Ntfs3g;

/// <summary><c>struct ntfs_device_operations</c>: how the library reaches a device.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeDeviceOperations
{
    internal delegate* unmanaged[Cdecl]<NativeDevice*, int, int> Open;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, int> Close;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, long, int, long> Seek;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, byte*, long, long> Read;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, byte*, long, long> Write;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, byte*, long, long, long> ReadAt;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, byte*, long, long, long> WriteAt;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, int> Sync;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, byte*, int> Stat;
    internal delegate* unmanaged[Cdecl]<NativeDevice*, nuint, byte*, int> Control;
}
