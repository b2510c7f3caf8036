using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Writes a dynamic VHD: blocks that are not all zero in the order of the disk, each with a full bitmap, and the tables
/// when all blocks have their place. The same disk gives the same bytes, whatever the number of threads.
/// </summary>
public sealed class VhdDynamicWriter : DiskWriter
{
    private static readonly byte[] BlockHead = MakeBlockHead();

    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly VhdFooter _footer;
    private readonly VhdDynamicLayout _layout;
    private readonly SpaceAhead _space;
    // Writers of one file wait for each other in the kernel anyway, and burn processor time there.
    private readonly Lock _writing = new();
    private readonly uint[] _table;
    private int _blocks;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty from <paramref name="start"/> on; stays open.</param>
    /// <param name="start">Where the image begins in the file, in bytes.</param>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdDynamicWriter(SafeFileHandle file, long start, long diskLength, Guid id, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentNullException.ThrowIfNull(options);
        long size = VhdFooterFactory.RoundSize(diskLength);
        _file = file;
        _start = start;
        _footer = VhdFooterFactory.Create(VhdDiskType.Dynamic, size, id, options);
        _layout = new VhdDynamicLayout(size);
        _space = new SpaceAhead(file, start);
        _table = new uint[_layout.Entries];
        _table.AsSpan().Fill(VhdBlockTable.Unused);
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => ContentEnd + VhdFooter.Size;

    /// <inheritdoc/>
    public override int BlockSize => VhdDynamicLayout.BlockSize;

    /// <inheritdoc/>
    public override bool TakesAnyOrder => true;

    private long ContentEnd => _blocks == 0 ? _layout.TablesEnd : PositionOf(_blocks);

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        block.Position = Place(block.Offset / BlockSize);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        lock (_writing)
        {
            RandomAccess.Write(_file, BlockHead, _start + block.Position);
            PieceWriter.Write(_file, block.Data.Span, _start + block.Position + BlockHead.Length);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        (long block, long within) = Math.DivRem(offset, BlockSize);
        if (_table[block] == VhdBlockTable.Unused)
        {
            await RandomAccess.WriteAsync(_file, BlockHead, _start + Place(block), cancellationToken);
        }

        long place = VhdDynamicLayout.DataPosition(_table[block]) + within;
        await RandomAccess.WriteAsync(_file, data, _start + place, cancellationToken);
    }

    /// <summary>Writes the tables and both footers, and ends the file behind the last one.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, MakeTables(), _start, cancellationToken);
        await RandomAccess.WriteAsync(_file, _footer.ToBytes(), _start + ContentEnd, cancellationToken);
        RandomAccess.SetLength(_file, _start + FileLength);
    }

    /// <summary>Padding and a bitmap of set bits. All of them, since qemu ignores bitmaps and xapi skips what they leave out.</summary>
    private static byte[] MakeBlockHead()
    {
        var head = new byte[VhdDynamicLayout.DataOffsetInBlock];
        head.AsSpan(^VhdBlockTable.BitmapSizeOf(VhdDynamicLayout.BlockSize)..).Fill(byte.MaxValue);
        return head;
    }

    /// <summary>Gives a block of the disk the next place in the file, and returns it.</summary>
    private long Place(long block)
    {
        long position = PositionOf(_blocks++);
        _table[block] = VhdDynamicLayout.BitmapSector(position);
        _space.Reserve(_start + ContentEnd);
        return position;
    }

    private long PositionOf(int block) => _layout.FirstBlock + ((long)block * VhdDynamicLayout.BlockStride);

    private byte[] MakeTables()
    {
        var header = new VhdDynamicHeader
        {
            TableOffset = VhdDynamicLayout.TableOffset,
            TableEntries = (uint)_layout.Entries,
            BlockSize = VhdDynamicLayout.BlockSize,
        };
        return VhdDynamicTables.Compose(_footer, header, _layout, _table, block => _table[block] != VhdBlockTable.Unused);
    }
}
