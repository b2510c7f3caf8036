using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>What libntfs-3g calls for every device; the device's context says which <see cref="NtfsDevice"/> answers.</summary>
internal static unsafe class NtfsDeviceCallbacks
{
    /// <summary>The table, which lasts as long as the process.</summary>
    internal static NativeDeviceOperations* Table { get; } = CreateTable();

    private static NativeDeviceOperations* CreateTable()
    {
        var table = (NativeDeviceOperations*)NativeMemory.AllocZeroed((nuint)sizeof(NativeDeviceOperations));
        table->Open = &Open;
        table->Close = &Close;
        table->Seek = &Seek;
        table->Read = &Read;
        table->Write = &Write;
        table->ReadAt = &ReadAt;
        table->WriteAt = &WriteAt;
        table->Sync = &Sync;
        table->Stat = &Stat;
        table->Control = &Control;
        return table;
    }

    private static NtfsDevice Device(NativeDevice* device) => (NtfsDevice)GCHandle.FromIntPtr(device->Context).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeDevice* device, int flags)
    {
        device->State |= NativeDevice.Open;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeDevice* device)
    {
        device->State &= ~NativeDevice.Open;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Seek(NativeDevice* device, long offset, int whence) => Device(device).Seek(offset, whence);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Read(NativeDevice* device, byte* buffer, long count) => Device(device).ReadOn(new Span<byte>(buffer, Piece(count)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Write(NativeDevice* device, byte* bytes, long count)
    {
        device->State |= NativeDevice.Dirty;
        return Device(device).WriteOn(new ReadOnlySpan<byte>(bytes, Piece(count)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long ReadAt(NativeDevice* device, byte* buffer, long count, long offset)
        => Device(device).Read(new Span<byte>(buffer, Piece(count)), offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long WriteAt(NativeDevice* device, byte* bytes, long count, long offset)
    {
        device->State |= NativeDevice.Dirty;
        return Device(device).Write(new ReadOnlySpan<byte>(bytes, Piece(count)), offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeDevice* device)
    {
        device->State &= ~NativeDevice.Dirty;
        return 0;
    }

    /// <summary>Not needed for mounting, and its structure differs between machines.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Stat(NativeDevice* device, byte* status) => Refuse();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Control(NativeDevice* device, nuint request, byte* argument) => Refuse();

    /// <summary>The library asks again for what a short answer left out.</summary>
    private static int Piece(long count) => (int)Math.Clamp(count, 0, int.MaxValue);

    private static int Refuse()
    {
        Marshal.SetLastSystemError(NtfsError.NotSupported);
        return -1;
    }
}
