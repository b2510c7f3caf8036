using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// A device under libext2fs. The library writes a block at a time, and the same inode over and over: single blocks are
/// kept until a MiB of them is together, and go to the device in order, joined. Reads see what is kept.
/// </summary>
/// <remarks>
/// What goes wrong inside a callback must not fly through native code: it is remembered here, and thrown when the call is over.
/// </remarks>
internal sealed class ExtChannel : IDisposable
{
    /// <summary>Reads that one call of the library may take unless it is told otherwise: far more than any honest structure needs.</summary>
    public const int UsualReads = 8192;

    private const int KeptBytes = 1 << 20;

    private readonly BlockDevice _device;
    private readonly Dictionary<long, int> _slots = [];
    private GCHandle _self;
    private byte[] _kept = [];
    private int _usedSlots;
    private int _blockSize = 1024;
    private int _readsLeft = UsualReads;
    private ExceptionDispatchInfo? _failure;

    public ExtChannel(BlockDevice device)
    {
        _device = device;
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
        WriteKept();
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

        Put((long)block, bytes);
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

            Get((long)block, target);
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
            Put((long)block, bytes);
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
            WriteKept();
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
            WriteKept();
            _blockSize = blockSize > 0 ? blockSize : _blockSize;
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
        => block <= (ulong)(_device.Length / _blockSize) && (long)block * _blockSize <= _device.Length - count;

    private void Get(long block, Span<byte> target)
    {
        if (_slots.Count > 0 && target.Length != _blockSize)
        {
            WriteKept();
        }

        if (_slots.Count > 0 && _slots.TryGetValue(block, out int slot))
        {
            _kept.AsSpan(slot * _blockSize, _blockSize).CopyTo(target);
            return;
        }

        _device.Read(block * _blockSize, target);
    }

    private void Put(long block, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == _blockSize)
        {
            Keep(block, bytes);
            return;
        }

        WriteKept();
        _device.Write(block * _blockSize, bytes);
    }

    private void Keep(long block, ReadOnlySpan<byte> bytes)
    {
        if (_kept.Length == 0)
        {
            _kept = new byte[KeptBytes];
        }

        ref int slot = ref CollectionsMarshal.GetValueRefOrNullRef(_slots, block);
        if (!Unsafe.IsNullRef(ref slot))
        {
            bytes.CopyTo(_kept.AsSpan(slot * _blockSize));
            return;
        }

        if (_usedSlots == KeptBytes / _blockSize)
        {
            WriteKept();
        }

        bytes.CopyTo(_kept.AsSpan(_usedSlots * _blockSize));
        _slots.Add(block, _usedSlots++);
    }

    /// <summary>Writes what is kept, by block; what lies together in memory too goes in one piece.</summary>
    private void WriteKept()
    {
        if (_slots.Count == 0)
        {
            return;
        }

        KeyValuePair<long, int>[] kept = [.. _slots.OrderBy(pair => pair.Key)];
        for (int first = 0, next; first < kept.Length; first = next)
        {
            for (next = first + 1; next < kept.Length && Follows(kept[next - 1], kept[next]); next++)
            {
            }

            int count = (next - first) * _blockSize;
            _device.Write(kept[first].Key * _blockSize, _kept.AsSpan(kept[first].Value * _blockSize, count));
        }

        _slots.Clear();
        _usedSlots = 0;
    }

    private static bool Follows(KeyValuePair<long, int> block, KeyValuePair<long, int> next)
        => next.Key == block.Key + 1 && next.Value == block.Value + 1;
}
