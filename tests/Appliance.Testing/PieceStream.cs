namespace Appliance.Testing;

/// <summary>Bytes that come as out of a pipe: no length, no position, and never more than a few at once.</summary>
public sealed class PieceStream : Stream
{
    private readonly Stream _source;
    private readonly Func<int> _nextSize;

    /// <summary>Reads <paramref name="source"/> in pieces whose sizes <paramref name="nextSize"/> tells.</summary>
    public PieceStream(Stream source, Func<int> nextSize)
    {
        _source = source;
        _nextSize = nextSize;
    }

    /// <summary>Gives at most <paramref name="most"/> bytes a read.</summary>
    public PieceStream(byte[] content, int most = 13)
        : this(new MemoryStream(content, writable: false), () => most)
    {
    }

    /// <summary>Gives bytes in pieces of random sizes, the same for the same seed.</summary>
    public static PieceStream AtRandom(byte[] content, int seed)
    {
        var random = new Random(seed);
        return new PieceStream(new MemoryStream(content, writable: false), () => random.Next(1, 100_000));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the reader has closed it.</summary>
    public bool IsClosed { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => _source.Read(buffer, offset, Math.Min(count, _nextSize()));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _source.ReadAsync(buffer[..Math.Min(buffer.Length, _nextSize())], cancellationToken);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        _source.Dispose();
        base.Dispose(disposing);
    }
}
