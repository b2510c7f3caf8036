namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>A part of a stream that can seek, which stays open.</summary>
internal sealed class SectionStream : Stream
{
    private readonly Stream _content;
    private readonly long _offset;
    private long _position;

    /// <summary>The part from <paramref name="offset"/>, of <paramref name="length"/> bytes, which are there.</summary>
    public SectionStream(Stream content, long offset, long length)
    {
        _content = content;
        _offset = offset;
        Length = length;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Clamp(Length - _position, 0, buffer.Length);
        if (most == 0)
        {
            return 0;
        }

        _content.Position = _offset + _position;
        int count = _content.Read(buffer[..most]);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
        => Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
