using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vhd;

/// <summary>
/// The disk in a dynamic VHD that comes by: the table in front tells where each block will stand. Sector bitmaps are passed
/// over, as a reader at random does.
/// </summary>
internal sealed class VhdForwardDisk : ForwardDisk
{
    private readonly ForwardFile _file;
    private readonly byte[] _front;
    private readonly VhdFooter _footer;
    private readonly VhdDynamicHeader _header;
    private readonly VhdBlockTable _table;
    private readonly ReadOptions _options;
    private readonly VhdLastBytes _last = new();

    // Sector of the file in the high half, number of the block in the low: sorted, they are the order of the file.
    private readonly ulong[] _blocks;
    private int _next;
    private DiskPiece _piece;
    private long _blockEnd;

    /// <summary>Sorts the blocks by their place in the file.</summary>
    /// <param name="file">Stands behind <paramref name="front"/>; owned.</param>
    /// <param name="front">The file's start, with all headers and the table.</param>
    /// <param name="footer">The copy of the footer at the start.</param>
    /// <param name="header">The header.</param>
    /// <param name="table">Where the blocks are.</param>
    /// <param name="length">Bytes of virtual disk.</param>
    /// <param name="options">Where to warn.</param>
    public VhdForwardDisk(
        ForwardFile file, byte[] front, VhdFooter footer, VhdDynamicHeader header, VhdBlockTable table, long length, ReadOptions options)
    {
        (_file, _front, _footer, _header, _table, _options, Length) = (file, front, footer, header, table, options, length);
        _blocks = [.. Enumerable.Range(0, table.Count).Where(table.IsStored).Select(block => ((ulong)(table.BitmapOffset(block) / VhdFooter.SectorSize) << 32) | (uint)block).Order()];
    }

    /// <inheritdoc/>
    public override string Name => _file.Name;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override async ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        long offset = _piece.Offset + _piece.Length;
        long position = _piece.Position + _piece.Length;
        if (offset == _blockEnd)
        {
            if (_next == _blocks.Length)
            {
                await CheckEndAsync(cancellationToken);
                return null;
            }

            int block = (int)(uint)_blocks[_next++];
            (offset, position) = ((long)block * _table.BlockSize, _table.DataOffset(block));
            _blockEnd = Math.Min(offset + _table.BlockSize, Length);
            await GoToAsync(block, position, cancellationToken);
        }

        int count = (int)Math.Min(Boundary, _blockEnd - offset);
        _piece = new DiskPiece(offset, count, count, position);
        return _piece;
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken)
    {
        if (_piece.Position < _front.Length)
        {
            // The table is where this part ends and lies under no block, so the block lies before it.
            _front.AsMemory((int)_piece.Position, stored.Length).CopyTo(stored);
            return;
        }

        await _file.ReadAsync(stored, "block", cancellationToken);
        _last.Append(stored.Span);
    }

    /// <inheritdoc/>
    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target) => stored.CopyTo(target);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    private async ValueTask GoToAsync(int block, long position, CancellationToken cancellationToken)
    {
        if (position < _front.Length)
        {
            return;
        }

        if (position < _file.Position)
        {
            throw new InvalidImageException(Name, position, $"block {block} lies over another block");
        }

        await _file.SkipAsync(position - _file.Position, cancellationToken);
    }

    /// <summary>Compares the footer behind the blocks with the copy that was gone by, as far as the disk depends on it.</summary>
    private async ValueTask CheckEndAsync(CancellationToken cancellationToken)
    {
        await _last.AppendRestAsync(_file, cancellationToken);
        VhdFooterPair footers = _last.ToFooters(_file, _front);
        VhdFooter footer = footers.Choose(_options.Warn);
        bool same = footer.Type == _footer.Type && footer.DataOffset == _footer.DataOffset && VhdCreator.DiskSizeOf(footer) == (ulong)Length;
        if (!same)
        {
            throw new UnsupportedImageException(
                Name, footers.TailOffset, "the footer tells another disk than its copy at the start, which this was read by; save the file first, and convert that");
        }

        _table.CheckPlaces(footers.File, VhdLayer.TablesOf(_footer, _header, _table.Count), Length, footers.ContentEnd);
    }
}
