namespace Appliance.Guests.MicroMachines;

/// <summary>A file in the machine, fetched a part at a time.</summary>
internal sealed class MicroFileStream : Stream
{
    private const int PartSize = 1 << 20;

    private readonly MicroFileSystem _fileSystem;
    private readonly string _path;
    private byte[] _part = [];
    private long _partStart;
    private long _position;

    /// <summary>Opens a file.</summary>
    /// <param name="fileSystem">Where it is.</param>
    /// <param name="path">Its path.</param>
    /// <param name="length">Its bytes.</param>
    public MicroFileStream(MicroFileSystem fileSystem, string path, long length)
    {
        _fileSystem = fileSystem;
        _path = path;
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
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        if (_position < _partStart || _position >= _partStart + _part.Length)
        {
            _part = _fileSystem.ReadPart(_path, _position, (int)Math.Min(PartSize, Length - _position));
            _partStart = _position;
        }

        ReadOnlySpan<byte> part = _part.AsSpan((int)(_position - _partStart));
        int count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
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
    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
