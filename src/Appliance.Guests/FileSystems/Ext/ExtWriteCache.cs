using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// libext2fs writes a block at a time, and the same inode over and over: single blocks are kept until a MiB of them is
/// together, and go to the device in order, joined. Reads see what is kept.
/// </summary>
internal sealed class ExtWriteCache(BlockDevice device)
{
    private const int KeptBytes = 1 << 20;

    private readonly Dictionary<long, int> _slots = [];
    private byte[] _kept = [];
    private int _usedSlots;

    /// <summary>Bytes of a block; nothing may be kept when it changes.</summary>
    public int BlockSize { get; set; } = 1024;

    /// <summary>Reads whole blocks, or the first bytes of one.</summary>
    public void Read(long block, Span<byte> target)
    {
        if (_slots.Count > 0 && target.Length != BlockSize)
        {
            Flush();
        }

        if (_slots.Count > 0 && _slots.TryGetValue(block, out int slot))
        {
            _kept.AsSpan(slot * BlockSize, BlockSize).CopyTo(target);
            return;
        }

        device.Read(block * BlockSize, target);
    }

    /// <summary>Writes whole blocks, or the first bytes of one.</summary>
    public void Write(long block, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == BlockSize)
        {
            Keep(block, bytes);
            return;
        }

        Flush();
        device.Write(block * BlockSize, bytes);
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
            bytes.CopyTo(_kept.AsSpan(slot * BlockSize));
            return;
        }

        if (_usedSlots == KeptBytes / BlockSize)
        {
            Flush();
        }

        bytes.CopyTo(_kept.AsSpan(_usedSlots * BlockSize));
        _slots.Add(block, _usedSlots++);
    }

    /// <summary>Writes what is kept, by block; what lies together in memory too goes in one piece.</summary>
    public void Flush()
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

            int count = (next - first) * BlockSize;
            device.Write(kept[first].Key * BlockSize, _kept.AsSpan(kept[first].Value * BlockSize, count));
        }

        _slots.Clear();
        _usedSlots = 0;
    }

    private static bool Follows(KeyValuePair<long, int> block, KeyValuePair<long, int> next)
        => next.Key == block.Key + 1 && next.Value == block.Value + 1;
}
