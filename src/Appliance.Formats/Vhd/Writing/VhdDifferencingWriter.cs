using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Writes a differencing VHD: only the sectors in which the disk differs from its parent, those among them that are zero
/// again. The same disk over the same parent gives the same bytes, whatever the number of threads.
/// </summary>
/// <remarks>
/// All work is done in <see cref="PlaceAsync"/>: which blocks are stored, and so where, is known only when they are
/// compared, and writers of one file would wait for each other anyway.
/// </remarks>
public sealed class VhdDifferencingWriter : DiskWriter
{
    private const int BytesPerBitmapByte = 8 * VhdFooter.SectorSize;

    private static readonly ReadOnlyMemory<byte> Zeros = new byte[VhdDynamicLayout.BlockSize];

    private readonly SafeFileHandle _file;
    private readonly VhdParent _parent;
    private readonly VhdParentPaths _paths;
    private readonly VhdFooter _footer;
    private readonly VhdDynamicLayout _layout;
    private readonly uint[] _table;
    private readonly bool[] _full;
    private readonly byte[] _below = new byte[VhdDynamicLayout.BlockSize];
    private readonly byte[] _bitmap = new byte[VhdBlockTable.BitmapSizeOf(VhdDynamicLayout.BlockSize)];
    private readonly long _size;
    private long _compared;
    private int _blocks;

    /// <summary>Prepares to write to an open, empty file.</summary>
    /// <param name="file">Open for writing; stays open.</param>
    /// <param name="path">Where the file will be in the end: the parent is named relative to it.</param>
    /// <param name="parent">The parent; stays open.</param>
    /// <param name="diskLength">Bytes of the disk; in whole sectors those of the parent.</param>
    /// <param name="id">Identity of the disk, neither empty nor the parent's.</param>
    /// <param name="options">The time to write.</param>
    /// <exception cref="UnsupportedImageException">The sizes differ, or the parent's name is too long.</exception>
    public VhdDifferencingWriter(SafeFileHandle file, string path, VhdParent parent, long diskLength, Guid id, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfEqual(id, parent.Id);
        parent.Check(Path.GetFileName(path), diskLength);
        _size = parent.Content.Length;
        _file = file;
        _parent = parent;
        _paths = new VhdParentPaths(path, parent.Path);
        _footer = VhdFooterFactory.Create(VhdDiskType.Differencing, _size, id, options);
        _layout = new VhdDynamicLayout(_size, _paths.Size);
        _table = new uint[_layout.Entries];
        _full = new bool[_layout.Entries];
        _table.AsSpan().Fill(VhdBlockTable.Unused);
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => ContentEnd + VhdFooter.Size;

    /// <inheritdoc/>
    public override int BlockSize => VhdDynamicLayout.BlockSize;

    private long ContentEnd => _blocks == 0 ? _layout.TablesEnd : PositionOf(_blocks);

    /// <inheritdoc/>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        await ClearToAsync(block.Offset, cancellationToken);
        await StoreAsync(block.Offset, block.Data, cancellationToken);

        // The disk may end within a sector, the parent does not.
        _compared = Math.Min(block.Offset + BlockSize, _size);
    }

    /// <summary>Writes what is left, the tables and both footers, and ends the file behind the last one.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await ClearToAsync(_size, cancellationToken);
        await RandomAccess.WriteAsync(_file, MakeTables(), 0, cancellationToken);
        await RandomAccess.WriteAsync(_file, _footer.ToBytes(), ContentEnd, cancellationToken);
        RandomAccess.SetLength(_file, FileLength);
    }

    /// <summary>The disk is zero up to <paramref name="end"/>: stores zeros wherever the parent holds something else.</summary>
    private async ValueTask ClearToAsync(long end, CancellationToken cancellationToken)
    {
        while (_compared < end)
        {
            Extent extent = await _parent.Content.FindExtentAsync(_compared, cancellationToken);
            if (!extent.HasData)
            {
                _compared = extent.End;
                continue;
            }

            long start = _compared / BlockSize * BlockSize;
            int count = (int)Math.Min(BlockSize, _size - start);
            await StoreAsync(start, Zeros[..count], cancellationToken);
            _compared = start + count;
        }
    }

    private async ValueTask StoreAsync(long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Memory<byte> below = _below.AsMemory(0, (int)Math.Min(BlockSize, _size - offset));
        await _parent.Content.ReadAsync(offset, below, cancellationToken);
        int differing = VhdSectorBitmap.Compare(content.Span, below.Span, _bitmap);
        if (differing == 0)
        {
            return;
        }

        int block = (int)(offset / BlockSize);
        long position = PositionOf(_blocks++);
        _table[block] = VhdDynamicLayout.BitmapSector(position);
        _full[block] = differing == BlockSize / VhdFooter.SectorSize;
        Write(content.Span, position + VhdDynamicLayout.DataOffsetInBlock);
    }

    /// <summary>
    /// Writes the bitmap, and behind it the sectors of all its bytes that have a bit set; the rest stays a hole of the
    /// file. Whole bytes, since libvhdi (20210425) takes the bits behind a run, to the end of their byte, for set too.
    /// </summary>
    private void Write(ReadOnlySpan<byte> content, long position)
    {
        RandomAccess.Write(_file, _bitmap, position - _bitmap.Length);
        for (int start = 0; start < _bitmap.Length;)
        {
            ReadOnlySpan<byte> rest = _bitmap.AsSpan(start);
            bool stored = rest[0] != 0;
            int length = stored ? rest.IndexOf((byte)0) : rest.IndexOfAnyExcept((byte)0);
            int end = length < 0 ? _bitmap.Length : start + length;
            if (stored)
            {
                PieceWriter.Write(_file, content[(start * BytesPerBitmapByte)..Math.Min(end * BytesPerBitmapByte, content.Length)], position + (start * BytesPerBitmapByte));
            }

            start = end;
        }
    }

    private long PositionOf(int block) => _layout.FirstBlock + ((long)block * VhdDynamicLayout.BlockStride);

    private byte[] MakeTables()
    {
        var header = new VhdDynamicHeader
        {
            TableOffset = VhdDynamicLayout.TableOffset,
            TableEntries = (uint)_layout.Entries,
            BlockSize = VhdDynamicLayout.BlockSize,
            ParentId = _parent.Id,
            ParentTimestamp = VhdTime.FromDate(_parent.Changed),
            ParentName = _paths.Name,
            Locators = _paths.LocatorsAt(_layout.ParentPathsOffset),
        };
        byte[] tables = VhdDynamicTables.Compose(_footer, header, _layout, _table, block => _full[block]);
        _paths.WriteTo(tables.AsSpan(_layout.ParentPathsOffset));
        return tables;
    }
}
