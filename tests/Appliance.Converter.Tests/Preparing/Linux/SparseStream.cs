namespace Appliance.Converter.Tests.Preparing.Linux;

/// <summary>Eight terabytes of zeros, of which no more than a start may be read.</summary>
internal sealed class SparseStream : Stream
{
    private const int Most = 1 << 20;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => 8L << 40;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Array.Clear(buffer, offset, count);
        Position += count;
        return Position <= Most ? count : throw new IOException("too much of a sparse file is read");
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
