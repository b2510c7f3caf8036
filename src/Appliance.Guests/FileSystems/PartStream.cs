using Appliance.Formats.IO;

namespace Appliance.Guests.FileSystems;

/// <summary>A file that is fetched a part at a time.</summary>
/// <param name="read">Fetches the part at an offset, of so many bytes at most: fewer where the file ends.</param>
/// <param name="length">Bytes of the file.</param>
internal sealed class PartStream(Func<long, int, byte[]> read, long length) : SeekableReadStream
{
    private const int PartSize = 1 << 20;

    private byte[] _part = [];
    private long _partStart;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        if (Position < _partStart || Position >= _partStart + _part.Length)
        {
            _part = read(Position, (int)Math.Min(PartSize, Length - Position));
            _partStart = Position;
        }

        ReadOnlySpan<byte> part = _part.AsSpan((int)(Position - _partStart));
        int count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        Position += count;
        return count;
    }
}
