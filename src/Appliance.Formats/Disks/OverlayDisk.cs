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
            long block = offset / BlockSize;
            int within = (int)(offset % BlockSize);
            int count = Math.Min(bytes.Length, BlockSize - within);
            long slot = await TakeSlotAsync(block, count, cancellationToken);
            await RandomAccess.WriteAsync(_spool, bytes[..count], slot + within, cancellationToken);
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
            int count = (int)(Math.Min(RunEnd(offset), end) - offset);
            Memory<byte> part = buffer[..count];
            if (_slots.TryGetValue(offset / BlockSize, out long slot))
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
    {
        long end = RunEnd(offset);
        return _slots.ContainsKey(offset / BlockSize)
            ? new Extent(offset, end - offset, ExtentKind.Data)
            : (await Inner.FindExtentAsync(offset, cancellationToken)).ClipTo(end);
    }

    /// <summary>Where the run at an offset ends: a written block ends with itself, the rest at the next written one.</summary>
    private long RunEnd(long offset)
    {
        long block = offset / BlockSize;
        if (_slots.ContainsKey(block))
        {
            return Math.Min((block + 1) * BlockSize, Length);
        }

        // The count of a view walks all of it; its smallest member takes one descent.
        return _written.Count == 0 || _written.Max < block ? Length : _written.GetViewBetween(block, long.MaxValue).Min * BlockSize;
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
        var below = new byte[Math.Min(BlockSize, Length - start)];
        if (count < below.Length)
        {
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
