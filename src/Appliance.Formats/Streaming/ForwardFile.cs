namespace Appliance.Formats.Streaming;

/// <summary>
/// A file that comes by once: a stream whose position is known, with a look at what comes next. Short reads of the
/// stream are filled up; one caller at a time.
/// </summary>
/// <param name="stream">Read from where it stands; closed with the file.</param>
/// <param name="name">What messages call the file.</param>
public sealed class ForwardFile(Stream stream, string name) : IAsyncDisposable
{
    private const int BufferSize = 256 << 10;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    /// <summary>What messages call the file.</summary>
    public string Name => name;

    /// <summary>Bytes that have been taken.</summary>
    public long Position { get; private set; }

    /// <summary>Shows the next bytes without taking them: <paramref name="count"/> of them, at most 256 KiB, or all that is left.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BufferSize);
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += await FillAsync(_buffer.AsMemory(_end), count - _end, cancellationToken);
        }

        return _buffer.AsMemory(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes bytes until <paramref name="target"/> is full.</summary>
    /// <param name="target">Filled whole.</param>
    /// <param name="what">What the bytes are, for the message: "grain".</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidImageException">The file ends before.</exception>
    public async ValueTask ReadAsync(Memory<byte> target, string what, CancellationToken cancellationToken)
    {
        int length = target.Length;
        int count = TakeBuffered(target.Span);
        count += await FillAsync(target[count..], length - count, cancellationToken);
        if (count < length)
        {
            throw new InvalidImageException(name, Position + count, $"the file is cut off: it ends within a {what} of {length} bytes");
        }

        Position += length;
    }

    /// <summary>Takes as many bytes as come at once; 0 at the end.</summary>
    public async ValueTask<int> ReadSomeAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> next = await PeekAsync(Math.Min(1, target.Length), cancellationToken);
        int count = next.IsEmpty ? 0 : TakeBuffered(target.Span);
        Position += count;
        return count;
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="InvalidImageException">The file ends before.</exception>
    public async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        for (long left = count; left > 0;)
        {
            ReadOnlyMemory<byte> next = await PeekAsync((int)Math.Min(left, BufferSize), cancellationToken);
            if (next.IsEmpty)
            {
                throw new InvalidImageException(name, Position, $"the file is cut off: {left} more bytes were to come");
            }

            _start += next.Length;
            Position += next.Length;
            left -= next.Length;
        }
    }

    /// <summary>Passes over all that is left.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (await PeekAsync(BufferSize, cancellationToken) is { IsEmpty: false } next)
        {
            _start += next.Length;
            Position += next.Length;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask<int> FillAsync(Memory<byte> target, int atLeast, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(target, atLeast, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            // A decompressor between the file and us.
            throw new InvalidImageException(name, $"the compressed data is damaged near byte {Position} of its content: {e.Message}");
        }
    }

    private int TakeBuffered(Span<byte> target)
    {
        int count = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        return count;
    }
}
