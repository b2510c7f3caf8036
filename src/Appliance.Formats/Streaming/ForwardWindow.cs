using System.Collections;

namespace Appliance.Formats.Streaming;

/// <summary>
/// The blocks of which pieces have come and more may come. Where order matters and disorder shows, the window grows, and
/// what does not fit into memory waits in a spool; what comes later even so is refused.
/// </summary>
/// <param name="disk">For messages.</param>
/// <param name="length">Bytes of the disk.</param>
/// <param name="blockSize">Bytes of a block.</param>
/// <param name="takesAnyOrder">Whether a block may be handed over twice.</param>
/// <param name="options">Where the spool goes, and who is told of it.</param>
internal sealed class ForwardWindow(ForwardDisk disk, long length, int blockSize, bool takesAnyOrder, ReadOptions options) : IDisposable
{
    // Programs that compress on many threads mix a few grains of 64 KiB; these are 8 MiB of disk or more.
    private const int InMemory = 8;

    // The most that may wait for its turn in a spool: 4 GiB of disk or more, less where it is compressed.
    private const int InSpool = 4096;

    // A stored piece may be a little longer than what it holds, where that cannot be compressed.
    private const int SlotFactor = 3;

    private readonly SortedDictionary<long, ForwardBlock> _open = [];
    private readonly BitArray? _handedOver = takesAnyOrder ? new BitArray(checked((int)((length + blockSize - 1) / blockSize))) : null;
    private ForwardSpool? _spool;
    private int _inMemory;
    private long _highest = -1;
    private long _lastTaken = -1;

    /// <summary>Whether the first block has to be taken before more is read.</summary>
    public bool IsFull => _open.Count > (_spool is null ? InMemory : InSpool);

    /// <summary>The open block that a piece belongs to, or null.</summary>
    public ForwardBlock? Find(DiskPiece piece)
    {
        if (!_open.TryGetValue(IndexOf(piece), out ForwardBlock? block))
        {
            return null;
        }

        if (block.Slot is not null)
        {
            TakeBack(block);
        }

        return block;
    }

    /// <summary>Opens a block for a piece.</summary>
    /// <exception cref="UnsupportedImageException">The block's turn is over.</exception>
    public ForwardBlock Add(DiskPiece piece, ForwardBlock block)
    {
        long index = IndexOf(piece);
        if (!takesAnyOrder && index <= _lastTaken)
        {
            block.Dispose();
            throw new UnsupportedImageException(
                disk.Name, piece.Position, $"the data for byte {piece.Offset} of the disk comes too late to be put in order, which this target needs; save the file first, or convert to raw or VHD, which take it in any order");
        }

        if (!takesAnyOrder && index < _highest)
        {
            OpenSpool();
        }

        _highest = Math.Max(_highest, index);
        block.Reset(index, isLate: _handedOver?[(int)index] ?? false);
        _open.Add(index, block);
        MakeRoomFor(block);
        return block;
    }

    /// <summary>Closes the first block and hands it out; null where there is none.</summary>
    public ForwardBlock? TakeFirst()
    {
        if (_open.Count == 0)
        {
            return null;
        }

        (long index, ForwardBlock block) = _open.First();
        _open.Remove(index);
        _lastTaken = index;
        _handedOver?.Set((int)index, true);
        if (block.Slot is not null)
        {
            TakeBack(block);
        }

        _inMemory--;
        return block;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ForwardBlock block in _open.Values)
        {
            block.Dispose();
        }

        _open.Clear();
        _spool?.Dispose();
    }

    private long IndexOf(DiskPiece piece) => piece.Offset / blockSize;

    private void OpenSpool()
    {
        if (_spool is null)
        {
            _spool = new ForwardSpool(options.SpoolFolder, SlotFactor * blockSize);
            options.Warn($"{disk.Name}: its data comes out of order; up to {(long)InSpool * blockSize >> 30} GiB of it wait in {options.SpoolFolder} for their turn");
        }
    }

    private void TakeBack(ForwardBlock block)
    {
        _spool!.TakeBack(block);
        MakeRoomFor(block);
    }

    /// <summary>Counts a block that is in memory now; moves another one out where there are too many: the one whose turn is furthest away.</summary>
    private void MakeRoomFor(ForwardBlock block)
    {
        _inMemory++;
        if (_spool is not null && _inMemory > InMemory)
        {
            _spool.Put(_open.Values.Last(other => other.Slot is null && other != block));
            _inMemory--;
        }
    }
}
