namespace Appliance.Formats.Files;

/// <summary>
/// Small pieces of a file that were read before their turn: footers, tables. They are kept, within a bound, until the
/// one pass over the file has come by.
/// </summary>
/// <param name="maxBytes">Bytes to keep at most.</param>
/// <param name="maxPieces">Pieces to keep at most; they are searched one by one.</param>
internal sealed class RememberedReads(int maxBytes, int maxPieces)
{
    private readonly Lock _lock = new();
    private readonly List<(long Offset, byte[] Bytes)> _pieces = [];
    private int _kept;
    private long _passed;

    /// <summary>Whether a piece had to be turned away since the pass last came by one.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Keeps a copy of what of a piece is not kept yet, while there is room.</summary>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            while (!bytes.IsEmpty && offset >= _passed)
            {
                int at = FirstBehind(offset);
                bool isKnown = at < _pieces.Count && _pieces[at].Offset <= offset;
                long until = isKnown ? End(_pieces[at]) : at < _pieces.Count ? _pieces[at].Offset : long.MaxValue;
                int count = (int)Math.Min(bytes.Length, until - offset);
                if (!isKnown && !TryInsert(at, offset, bytes[..count]))
                {
                    return;
                }

                bytes = bytes[count..];
                offset += count;
            }
        }
    }

    /// <summary>Fills <paramref name="buffer"/> where one piece holds all of it.</summary>
    public bool TryRead(long offset, Span<byte> buffer)
    {
        lock (_lock)
        {
            int at = FirstBehind(offset);
            if (at == _pieces.Count || _pieces[at].Offset > offset || offset + buffer.Length > End(_pieces[at]))
            {
                return false;
            }

            _pieces[at].Bytes.AsSpan((int)(offset - _pieces[at].Offset), buffer.Length).CopyTo(buffer);
            return true;
        }
    }

    /// <summary>The pieces that lie within a range, in ascending order.</summary>
    public (long Offset, byte[] Bytes)[] Within(long start, long end)
    {
        lock (_lock)
        {
            return [.. _pieces.Where(piece => piece.Offset >= start && End(piece) <= end)];
        }
    }

    /// <summary>Drops what the pass has left behind.</summary>
    public void ForgetBefore(long offset)
    {
        lock (_lock)
        {
            _passed = offset;
            int count = FirstBehind(offset);
            for (int i = 0; i < count; i++)
            {
                _kept -= _pieces[i].Bytes.Length;
            }

            _pieces.RemoveRange(0, count);
            IsFull &= count == 0;
        }
    }

    private static long End((long Offset, byte[] Bytes) piece) => piece.Offset + piece.Bytes.Length;

    private bool TryInsert(int at, long offset, ReadOnlySpan<byte> bytes)
    {
        if (_kept + bytes.Length > maxBytes || _pieces.Count == maxPieces)
        {
            IsFull = true;
            return false;
        }

        _pieces.Insert(at, (offset, bytes.ToArray()));
        _kept += bytes.Length;
        return true;
    }

    /// <summary>Index of the first piece that ends behind <paramref name="offset"/>.</summary>
    private int FirstBehind(long offset)
    {
        int at = 0;
        while (at < _pieces.Count && End(_pieces[at]) <= offset)
        {
            at++;
        }

        return at;
    }
}
