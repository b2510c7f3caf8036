using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Trees;

/// <summary>A file in an archive.</summary>
internal sealed class ArchivedStream : Stream
{
    private readonly SafeFileHandle _file;
    private readonly long _start;

    /// <summary>Opens it.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="start">Where the file starts, in bytes of the archive.</param>
    /// <param name="length">Its bytes.</param>
    public ArchivedStream(string path, long start, long length)
    {
        _file = File.OpenHandle(path);
        (_start, Length) = (start, length);
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
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = RandomAccess.Read(_file, buffer[..(int)Math.Clamp(Length - Position, 0, buffer.Length)], _start + Position);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
        => Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
