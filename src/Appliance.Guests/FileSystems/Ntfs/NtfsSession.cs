using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native.Ntfs3g;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>
/// The volume between one flush and the next: it is mounted when it is first needed, and unmounted to bring everything to
/// the device, which is the only way the library offers.
/// </summary>
internal sealed unsafe class NtfsSession : IDisposable
{
    private const ulong VolumeInode = 3;
    private const ulong MftInode = 0;

    private const int SmallestRecord = 256;
    private const int VolumeInformationLength = 12;
    private const ushort DirtyFlag = 1;

    private readonly NtfsDevice _device;
    private readonly bool _writable;
    private NtfsVolume? _volume;
    private bool _disposed;

    internal NtfsSession(BlockDevice device, string name, bool writable)
    {
        Shape = NtfsBootSector.Read(device);
        _device = new NtfsDevice(device);
        _writable = writable;
        Name = name;
    }

    /// <summary>What messages call the file system.</summary>
    internal string Name { get; }

    /// <summary>Sizes.</summary>
    internal NtfsBootSector Shape { get; }

    /// <summary>The library's volume.</summary>
    internal nint Volume => (_volume ??= Mount()).Pointer;

    /// <summary>Opens an inode by its number or reference.</summary>
    internal NtfsInode Open(ulong reference)
    {
        NativeInode* inode = LibNtfs.OpenInode(Volume, reference);
        return inode is null ? throw Fail($"inode {NtfsEntry.NumberOf(reference)} cannot be opened") : new NtfsInode(this, inode);
    }

    /// <summary>Refuses to change what was opened for reading: the library itself would not.</summary>
    internal void RequireWritable()
    {
        if (!_writable)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only");
        }
    }

    /// <summary>Throws what went wrong in the last call of the library, on the device before in the library.</summary>
    internal void Check(bool succeeded, string what)
    {
        Exception? reason = succeeded ? null : NtfsError.Last(Name, what);
        _device.ThrowFailure();
        if (reason is not null)
        {
            throw reason;
        }
    }

    /// <summary>What to throw for a call that failed.</summary>
    internal Exception Fail(string what)
    {
        Exception reason = NtfsError.Last(Name, what);
        _device.ThrowFailure();
        return reason;
    }

    /// <summary>Keeps what a callback must not throw.</summary>
    internal void Remember(Exception exception) => _device.Remember(exception);

    /// <summary>Brings everything to the device.</summary>
    internal void Flush()
    {
        NtfsVolume? volume = _volume;
        _volume = null;
        volume?.Unmount(Name);
    }

    /// <summary>The label of the volume.</summary>
    internal string ReadLabel()
    {
        using NtfsInode inode = Open(VolumeInode);
        // 32 characters by Windows; 256 bytes by the definition of the attribute.
        byte[] label = inode.TryRead(NtfsAttributeType.VolumeName, 256) ?? [];
        return new string(MemoryMarshal.Cast<byte, char>(label));
    }

    public void Dispose()
    {
        _disposed = true;
        _volume?.Dispose();
        _volume = null;
    }

    private NtfsVolume Mount()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _volume = NtfsVolume.Mount(_device, Name, _writable);
        try
        {
            CheckMounted();
            return _volume;
        }
        catch
        {
            _volume.Dispose();
            _volume = null;
            throw;
        }
    }

    private void CheckMounted()
    {
        CheckVersion();
        CheckBitmap(NtfsClusterBitmap.Inode, NtfsAttributeType.Data, (Shape.Clusters / 8) + Shape.ClusterSize + 8);
        CheckBitmap(MftInode, NtfsAttributeType.Bitmap, (Shape.Clusters * Shape.ClusterSize / SmallestRecord / 8) + Shape.ClusterSize + 8);
        if (_writable)
        {
            CheckClean();
            Check(LibNtfs.CountFreeSpace(Volume) == 0, "its free space cannot be counted");
        }
    }

    private void CheckVersion()
    {
        if (LibNtfs.CheckVersion(_volume!.Pointer) != 0)
        {
            throw new UnsupportedImageException(Name, "it has a version of NTFS that is not known here: those of Windows NT 4.0 to 11 are (1.2 to 3.1)");
        }
    }

    /// <summary>The library runs through bitmaps to the end, which may be made to lie far beyond the volume.</summary>
    private void CheckBitmap(ulong number, NtfsAttributeType type, long limit)
    {
        using NtfsInode inode = Open(number);
        using NtfsAttribute? bitmap = inode.TryOpen(type);
        if (bitmap is null || bitmap.Length > limit)
        {
            throw new InvalidImageException(Name, $"the bitmap of inode {number} has {bitmap?.Length} bytes for {Shape.Clusters} clusters");
        }
    }

    /// <summary>Windows asks for a check of the volume: nobody should write to it before.</summary>
    private void CheckClean()
    {
        using NtfsInode inode = Open(VolumeInode);
        byte[]? information = inode.TryRead(NtfsAttributeType.VolumeInformation, 4096);
        if (information is null || information.Length < VolumeInformationLength)
        {
            throw new InvalidImageException(Name, "$Volume says nothing of its version");
        }

        if ((information[10] & DirtyFlag) != 0)
        {
            throw new UnsupportedImageException(Name, "Windows has marked it to be checked (dirty): run chkdsk /f on it, and shut Windows down");
        }
    }
}
