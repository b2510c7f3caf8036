using Appliance.Formats.IO;

namespace Appliance.Guests.MicroMachines;

/// <summary>A file in the machine, fetched a part at a time.</summary>
internal sealed class MicroFileStream : SeekableReadStream
{
    private const int PartSize = 1 << 20;

    private readonly MicroFileSystem _fileSystem;
    private readonly string _path;
    private byte[] _part = [];
    private long _partStart;

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
    public override long Length { get; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        if (Position < _partStart || Position >= _partStart + _part.Length)
        {
            _part = _fileSystem.ReadPart(_path, Position, (int)Math.Min(PartSize, Length - Position));
            _partStart = Position;
        }

        ReadOnlySpan<byte> part = _part.AsSpan((int)(Position - _partStart));
        int count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        Position += count;
        return count;
    }
}
