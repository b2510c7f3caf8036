using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// A device under libext2fs, with all that it may ask for checked: blocks that are there, and not without end.
/// </summary>
/// <remarks>
/// What goes wrong inside a callback must not fly through native code: it is remembered here, and thrown when the call is over.
/// </remarks>
internal sealed class ExtChannel : IDisposable
{
    /// <summary>Reads that one call of the library may take unless it is told otherwise: far more than any honest structure needs.</summary>
    public const int UsualReads = 8192;

    private readonly BlockDevice _device;
    private readonly ExtWriteCache _cache;
    private GCHandle _self;
    private int _readsLeft = UsualReads;
    private ExceptionDispatchInfo? _failure;

    public ExtChannel(BlockDevice device)
    {
        _device = device;
        _cache = new ExtWriteCache(device);
        _self = GCHandle.Alloc(this);
    }

    /// <summary>The name under which the library opens it.</summary>
    public string Key => GCHandle.ToIntPtr(_self).ToString();

    /// <summary>The channel with a key.</summary>
    public static ExtChannel Find(nint key) => (ExtChannel)GCHandle.FromIntPtr(key).Target!;

    /// <summary>Ends a call of the library: throws what went wrong below it.</summary>
    /// <param name="reads">What the next call may read.</param>
    public void EndCall(int reads = UsualReads)
    {
        _readsLeft = reads;
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>Lets the next call read more, or less, than usual.</summary>
    public void Allow(int reads) => _readsLeft = reads;

    /// <summary>Reads bytes for ourselves.</summary>
    /// <exception cref="InvalidImageException">They are not on the device.</exception>
    public void ReadBytes(long offset, Span<byte> target)
    {
        _cache.Flush();
        if (offset < 0 || offset > _device.Length - target.Length)
        {
            throw new InvalidImageException(_device.Name, offset, "a block lies beyond the end of the volume");
        }

        _device.Read(offset, target);
    }

    /// <summary>Writes whole blocks for ourselves.</summary>
    /// <exception cref="InvalidImageException">They are not on the device.</exception>
    public void WriteBlocks(ulong block, ReadOnlySpan<byte> bytes)
    {
        if (!IsWithin(block, bytes.Length))
        {
            throw new InvalidImageException(_device.Name, $"block {block} lies beyond the end of the volume");
        }

        _cache.Write((long)block, bytes);
    }

    /// <summary>The library reads.</summary>
    public nint TryRead(ulong block, Span<byte> target)
    {
        if (!IsWithin(block, target.Length))
        {
            return Ext2fsError.BadBlockNumber;
        }

        try
        {
            if (--_readsLeft < 0)
            {
                throw new InvalidImageException(_device.Name, "its structures lead in circles, or are far larger than they can be");
            }

            _cache.Read((long)block, target);
            return 0;
        }
        catch (Exception e)
        {
            return Remember(e, Ext2fsError.ShortRead);
        }
    }

    /// <summary>The library writes blocks.</summary>
    public nint TryWrite(ulong block, ReadOnlySpan<byte> bytes)
    {
        if (!IsWithin(block, bytes.Length))
        {
            return Ext2fsError.BadBlockNumber;
        }

        try
        {
            _cache.Write((long)block, bytes);
            return 0;
        }
        catch (Exception e)
        {
            return Remember(e, Ext2fsError.ShortWrite);
        }
    }

    /// <summary>The library writes bytes of the superblock.</summary>
    public nint TryWriteBytes(ulong offset, ReadOnlySpan<byte> bytes)
    {
        if (offset > (ulong)(_device.Length - bytes.Length))
        {
            return Ext2fsError.BadBlockNumber;
        }

        try
        {
            _cache.Flush();
            _device.Write((long)offset, bytes);
            return 0;
        }
        catch (Exception e)
        {
            return Remember(e, Ext2fsError.ShortWrite);
        }
    }

    /// <summary>The library sets the bytes of a block, or wants all on the device (0).</summary>
    public nint TryFlush(int blockSize = 0)
    {
        try
        {
            _cache.Flush();
            _cache.BlockSize = blockSize > 0 ? blockSize : _cache.BlockSize;
            return 0;
        }
        catch (Exception e)
        {
            return Remember(e, Ext2fsError.ShortWrite);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _self.Free();

    private nint Remember(Exception failure, nint error)
    {
        _failure ??= ExceptionDispatchInfo.Capture(failure);
        return error;
    }

    private bool IsWithin(ulong block, int count)
        => block <= (ulong)(_device.Length / _cache.BlockSize) && (long)block * _cache.BlockSize <= _device.Length - count;
}
