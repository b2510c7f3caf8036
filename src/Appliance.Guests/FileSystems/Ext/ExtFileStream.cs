namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Reads a regular file of an open file system.</summary>
internal sealed class ExtFileStream : Stream
{
    // Keeps the number of lookups of one read within bounds.
    private const int MostPerRead = 1 << 20;

    private readonly ExtVolume _volume;
    private readonly ExtInode _inode;
    private long _position;

    public ExtFileStream(ExtVolume volume, ExtInode inode)
    {
        _volume = volume;
        _inode = inode;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => (long)_inode.Size;

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
        int count = (int)Math.Min(Math.Min(buffer.Length, MostPerRead), Math.Max(0, Length - _position));
        ExtContent.Read(_volume, _inode, _position, buffer[..count]);
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
    {
        long start = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        return checked(start + offset) is var position and >= 0 ? _position = position : throw new IOException("a position before the start");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
