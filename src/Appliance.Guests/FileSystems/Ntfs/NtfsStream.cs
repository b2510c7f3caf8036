using Appliance.Formats.IO;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>
/// The content of a file. Opens it for every piece anew, so that nothing of the library's is held while files are written
/// or the volume is brought to rest.
/// </summary>
internal sealed class NtfsStream : SeekableReadStream
{
    private const int BufferSize = 256 << 10;

    private readonly NtfsSession _session;
    private readonly ulong _reference;
    private readonly byte[] _buffer;
    private long _bufferStart;
    private int _buffered;

    internal NtfsStream(NtfsSession session, ulong reference, long length)
    {
        _session = session;
        _reference = reference;
        _buffer = new byte[Math.Min(BufferSize, length)];
        Length = length;
    }

    public override long Length { get; }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Math.Max(0, Length - Position))];
        if (buffer.Length >= BufferSize)
        {
            Fill(Position, buffer);
        }
        else if (!buffer.IsEmpty)
        {
            buffer = buffer[..ReadBuffered(buffer)];
        }

        Position += buffer.Length;
        return buffer.Length;
    }

    private int ReadBuffered(Span<byte> buffer)
    {
        if (Position < _bufferStart || Position >= _bufferStart + _buffered)
        {
            _buffered = 0;
            int wanted = (int)Math.Min(_buffer.Length, Length - Position);
            Fill(Position, _buffer.AsSpan(0, wanted));
            _bufferStart = Position;
            _buffered = wanted;
        }

        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _buffered)[(int)(Position - _bufferStart)..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    private void Fill(long position, Span<byte> buffer)
    {
        using NtfsInode inode = _session.Open(_reference);
        inode.RequirePlain();
        using NtfsAttribute? data = inode.TryOpen(NtfsAttributeType.Data);
        if (data is null || data.Length < position + buffer.Length)
        {
            throw new IOException($"{_session.Name}: a file was cut while it was read");
        }

        data.ReadExactly(position, buffer);
    }
}
