using System.Runtime.InteropServices;
using Appliance.Guests.Native.Ntfs3g;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>A mounted volume. Let go of without <see cref="Unmount"/>, it writes nothing more.</summary>
internal sealed unsafe class NtfsVolume : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly NtfsDevice _device;
    private GCHandle _context;

    private NtfsVolume(NtfsDevice device)
        : base(ownsHandle: true)
    {
        _device = device;
        _context = GCHandle.Alloc(device);
    }

    /// <summary>The library's volume.</summary>
    internal nint Pointer => handle;

    /// <summary>Mounts.</summary>
    /// <param name="device">Where it lies.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="writable">Refused while Windows has more to write.</param>
    internal static NtfsVolume Mount(NtfsDevice device, string name, bool writable)
    {
        var volume = new NtfsVolume(device);
        try
        {
            volume.Mount(name, writable);
            return volume;
        }
        catch
        {
            volume.Dispose();
            volume.FreeContext();
            throw;
        }
    }

    /// <summary>Brings everything to the device and lets go of the volume, whatever comes of it.</summary>
    internal void Unmount(string name)
    {
        int result = LibNtfs.Unmount(handle, force: 0);
        SetHandleAsInvalid();
        FreeContext();
        _device.ThrowFailure();
        if (result != 0)
        {
            throw NtfsError.Last(name, "it cannot be brought to rest");
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _device.Discards = true;
        _ = LibNtfs.Unmount(handle, force: 0);
        _device.Discards = false;
        FreeContext();
        return true;
    }

    private void Mount(string name, bool writable)
    {
        NativeDevice* native = LibNtfs.AllocateDevice(_device.Name, 0, NtfsDeviceCallbacks.Table, GCHandle.ToIntPtr(_context));
        if (native is null)
        {
            throw NtfsError.Last(name, "it cannot be mounted");
        }

        nint volume = LibNtfs.Mount(native, writable ? MountOptions.None : MountOptions.ReadOnly);
        if (volume == 0)
        {
            Exception reason = NtfsError.Mounting(name, writable);
            _ = LibNtfs.FreeDevice(native);
            _device.ThrowFailure();
            throw reason;
        }

        SetHandle(volume);
        _device.ThrowFailure();
    }

    private void FreeContext()
    {
        if (_context.IsAllocated)
        {
            _context.Free();
        }
    }
}
