using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Disks;

/// <summary>
/// A disk that can be written over one that cannot: what is written goes to a temporary file, block by block, and is read
/// from there; the disk below is never touched. Dropping the overlay undoes everything.
/// </summary>
/// <remarks>
/// Written by one thread, which is done before others read. The temporary file has no name: it goes away with the
/// overlay, or with the process.
/// </remarks>
public sealed class OverlayDisk : DiskLayer
{
    /// <summary>Bytes of a block of the overlay: that of most file systems, so that their writes need nothing from below.</summary>
    public const int BlockSize = 4096;

    // A run of written blocks is told in pieces of this, so that nobody counts along a long one again and again.
    private const int MaxRun = 256;

    private readonly SafeFileHandle _spool;
    private readonly Dictionary<long, long> _slots = [];
    private readonly SortedSet<long> _written = [];

    private OverlayDisk(Disk inner, SafeFileHandle spool)
        : base(inner) => _spool = spool;

    /// <summary>Bytes that differ, or may differ, from the disk below.</summary>
    public long WrittenBytes => (long)_slots.Count * BlockSize;

    /// <summary>Lays an empty overlay over <paramref name="inner"/>, which it owns.</summary>
    /// <param name="inner">Only read.</param>
    /// <param name="spoolFolder">Where the temporary file goes.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static OverlayDisk Over(Disk inner, string spoolFolder) => new(inner, Spool.CreateUnlinked(spoolFolder));

    /// <summary>Writes at an offset (bytes); any offset and length within the disk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the disk.</exception>
    /// <exception cref="IOException">The temporary file cannot grow.</exception>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - bytes.Length);
        while (!bytes.IsEmpty)
        {
            (long position, int count) = await TakeRunAsync(offset, bytes.Length, cancellationToken);
            await RandomAccess.WriteAsync(_spool, bytes[..count], position, cancellationToken);
            bytes = bytes[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _spool.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (long end = offset + buffer.Length; offset < end;)
        {
            bool isWritten = _slots.TryGetValue(offset / BlockSize, out long slot);
            int count = (int)((isWritten ? StoredEnd(offset, slot, end) : Math.Min(UnwrittenEnd(offset), end)) - offset);
            Memory<byte> part = buffer[..count];
            if (isWritten)
            {
                await ReadSlotAsync(slot + (offset % BlockSize), part, cancellationToken);
            }
            else
            {
                await Inner.ReadAsync(offset, part, cancellationToken);
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => _slots.ContainsKey(offset / BlockSize)
            ? new Extent(offset, WrittenEnd(offset) - offset, ExtentKind.Data)
            : (await Inner.FindExtentAsync(offset, cancellationToken)).ClipTo(UnwrittenEnd(offset));

    /// <summary>Where the written blocks at an offset end, or some way before.</summary>
    private long WrittenEnd(long offset)
    {
        long first = offset / BlockSize, block = first + 1;
        while (block - first < MaxRun && _slots.ContainsKey(block))
        {
            block++;
        }

        return Math.Min(block * BlockSize, Length);
    }

    /// <summary>Where, before <paramref name="end"/>, the blocks at an offset end that lie one behind the other in the temporary file.</summary>
    private long StoredEnd(long offset, long slot, long end)
    {
        long block = (offset / BlockSize) + 1;
        while (block * BlockSize < end && _slots.TryGetValue(block, out long next) && next == slot + BlockSize)
        {
            slot = next;
            block++;
        }

        return Math.Min(block * BlockSize, end);
    }

    /// <summary>Where the next written block starts.</summary>
    private long UnwrittenEnd(long offset)
    {
        long block = offset / BlockSize;

        // The count of a view walks all of it; its smallest member takes one descent.
        return _written.Count == 0 || _written.Max < block ? Length : _written.GetViewBetween(block, long.MaxValue).Min * BlockSize;
    }

    /// <summary>Gives the blocks from an offset on their places, as long as these lie one behind the other.</summary>
    /// <returns>Where the offset is in the temporary file, and how many bytes, of those that are wanted, follow there.</returns>
    private async ValueTask<(long Position, int Count)> TakeRunAsync(long offset, int wanted, CancellationToken cancellationToken)
    {
        (long position, int count) = (0, 0);
        while (count < wanted)
        {
            int within = (int)((offset + count) % BlockSize);
            int part = Math.Min(wanted - count, BlockSize - within);
            long place = await TakeSlotAsync((offset + count) / BlockSize, part, cancellationToken) + within;
            if (count > 0 && place != position + count)
            {
                break;
            }

            position = place - count;
            count += part;
        }

        return (position, count);
    }

    /// <summary>The place of a block in the temporary file; a new one starts with what lies below, unless all of it is to be written.</summary>
    private async ValueTask<long> TakeSlotAsync(long block, int count, CancellationToken cancellationToken)
    {
        if (_slots.TryGetValue(block, out long slot))
        {
            return slot;
        }

        slot = WrittenBytes;
        long start = block * BlockSize;
        int size = (int)Math.Min(BlockSize, Length - start);
        if (count < size)
        {
            var below = new byte[size];
            await Inner.ReadAsync(start, below, cancellationToken);
            await RandomAccess.WriteAsync(_spool, below, slot, cancellationToken);
        }

        _slots.Add(block, slot);
        _written.Add(block);
        return slot;
    }

    private async ValueTask ReadSlotAsync(long position, Memory<byte> part, CancellationToken cancellationToken)
    {
        int count = await RandomAccess.ReadAsync(_spool, part, position, cancellationToken);
        if (count < part.Length)
        {
            throw new IOException($"{Name}: the overlay's temporary file was cut off");
        }
    }
}
