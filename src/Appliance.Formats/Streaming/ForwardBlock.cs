using System.Buffers;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Streaming;

/// <summary>The pieces of one block of the target that have come so far, as they are stored.</summary>
internal sealed class ForwardBlock : IDisposable
{
    private readonly List<(DiskPiece Piece, int Start)> _pieces = [];
    private byte[] _stored = [];

    /// <summary>Number of the block on the disk.</summary>
    public long Index { get; private set; }

    /// <summary>Whether the block was handed over before, so that this is more of it.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Bytes that are stored.</summary>
    public int StoredLength { get; private set; }

    /// <summary>Where the stored bytes lie in a spool; null while they are in memory.</summary>
    public int? Slot { get; set; }

    /// <summary>The stored bytes, while they are in memory.</summary>
    public Memory<byte> Stored => _stored.AsMemory(0, StoredLength);

    /// <summary>Starts over with another block.</summary>
    public void Reset(long index, bool isLate)
    {
        _pieces.Clear();
        (Index, IsLate, Length, StoredLength, Slot) = (index, isLate, 0, 0, null);
    }

    /// <summary>Bytes of disk that the pieces hold; more than a block has only where pieces come twice.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a piece, and returns the room for its stored bytes.</summary>
    public Memory<byte> Append(DiskPiece piece)
    {
        int start = StoredLength;
        _pieces.Add((piece, start));
        Length += piece.Length;
        Grow(start + piece.StoredLength);
        return _stored.AsMemory(start, piece.StoredLength);
    }

    /// <summary>Makes room for stored bytes that come back from a spool.</summary>
    public Memory<byte> TakeBack()
    {
        Slot = null;
        int length = StoredLength;
        StoredLength = 0;
        Grow(length);
        return Stored;
    }

    /// <summary>Gives the room for stored bytes back, once they are in a spool.</summary>
    public void Trim()
    {
        ArrayPool<byte>.Shared.Return(_stored);
        _stored = [];
    }

    /// <summary>Fills a block of the target; what no piece covers is cleared.</summary>
    public void Decode(ForwardDisk disk, DiskBlock block)
    {
        Span<byte> data = block.Data.Span;
        data.Clear();
        foreach ((DiskPiece piece, int start) in _pieces)
        {
            disk.Decode(piece, _stored.AsSpan(start, piece.StoredLength), data.Slice((int)(piece.Offset - block.Offset), piece.Length));
            if (IsLate)
            {
                block.Patches.Add(new Extent(piece.Offset, piece.Length, ExtentKind.Data));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Trim();

    private void Grow(int length)
    {
        if (length > _stored.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * _stored.Length));
            Stored.CopyTo(larger);
            Trim();
            _stored = larger;
        }

        StoredLength = length;
    }
}
