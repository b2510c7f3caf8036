namespace Appliance.Formats.Tests.Vmdk;

/// <summary>A stream like a pipe: it cannot seek, and may break after a while.</summary>
internal sealed class ForwardStream : Stream
{
    private readonly MemoryStream _written = new();

    /// <summary>Bytes after which it breaks.</summary>
    public long Limit { get; init; } = long.MaxValue;

    public byte[] Written => _written.ToArray();

    public bool IsFlushed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => IsFlushed = true;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_written.Length + count > Limit)
        {
            throw new IOException("Broken pipe");
        }

        _written.Write(buffer, offset, count);
    }
}
