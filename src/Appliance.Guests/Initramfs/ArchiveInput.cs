using Appliance.Formats;

namespace Appliance.Guests.Initramfs;

/// <summary>Reads a stream from front to end, with a look ahead and a bound on what there may be.</summary>
internal sealed class ArchiveInput
{
    private const int BufferSize = 128 << 10;

    private readonly Stream _source;
    private readonly string _name;
    private readonly long _limit;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    /// <summary>Reads from where a stream stands, without owning it.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="position">The position of the first byte.</param>
    /// <param name="limit">The highest position that may be reached.</param>
    public ArchiveInput(Stream source, string name, long position, long limit)
    {
        _source = source;
        _name = name;
        Position = position;
        _limit = limit;
    }

    /// <summary>Position of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>The next bytes, fewer only at the end.</summary>
    /// <param name="count">At most 64 KiB.</param>
    /// <exception cref="InvalidImageException">The stream is damaged, or longer than allowed.</exception>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill())
        {
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Reads bytes that have to be there.</summary>
    /// <exception cref="InvalidImageException">They are not.</exception>
    public void Read(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            ReadOnlySpan<byte> piece = PeekAny(target.Length);
            piece.CopyTo(target);
            target = target[piece.Length..];
            Advance(piece.Length);
        }
    }

    /// <summary>Passes over bytes that have to be there.</summary>
    /// <exception cref="InvalidImageException">They are not.</exception>
    public void Skip(long count)
    {
        while (count > 0)
        {
            int piece = PeekAny((int)Math.Min(count, BufferSize)).Length;
            Advance(piece);
            count -= piece;
        }
    }

    /// <summary>Passes over the zeros that pad archives.</summary>
    public void SkipZeros()
    {
        while (true)
        {
            ReadOnlySpan<byte> bytes = Peek(1).IsEmpty ? [] : _buffer.AsSpan(_start.._end);
            int zeros = bytes.IndexOfAnyExcept((byte)0);
            if (zeros >= 0 || bytes.IsEmpty)
            {
                Advance(Math.Max(zeros, 0));
                return;
            }

            Advance(bytes.Length);
        }
    }

    /// <summary>An error that names the file; a place only where the file itself is read, not what it unpacks to.</summary>
    public InvalidImageException Damaged(string problem, Exception? inner = null)
        => new(_name, _source.CanSeek ? Position : null, problem, inner);

    private ReadOnlySpan<byte> PeekAny(int most)
        => Peek(1).IsEmpty ? throw Damaged("the archive ends early") : _buffer.AsSpan(_start, Math.Min(most, _end - _start));

    private void Advance(int count)
    {
        _start += count;
        Position += count;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count;
        try
        {
            count = _source.Read(_buffer.AsSpan(_end));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message, e);
        }

        _end += count;
        return Position + _end <= _limit ? count > 0 : throw Damaged($"is, or unpacks to, more than {_limit >> 20} MiB");
    }
}
