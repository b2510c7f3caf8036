namespace Appliance.Converter.Sources.Http;

/// <summary>
/// A file on a web server, read forward. A connection that breaks, falls silent or ends too early is made anew, and goes on
/// where it broke, if the server still has the same version of the file. The end is the proven end.
/// </summary>
/// <remarks>Reads throw <see cref="HttpSourceException"/> where that fails. A cancelled read has taken nothing from the stream.</remarks>
public sealed class ResumableHttpStream : Stream
{
    private readonly HttpFile _file;
    private readonly ResumableBody _body;
    private bool _disposed;

    internal ResumableHttpStream(HttpFile file, ResumableBody body)
    {
        _file = file;
        _body = body;
        _file.Session.Hold();
    }

    /// <inheritdoc/>
    public override bool CanRead => !_disposed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Bytes of the file.</summary>
    /// <exception cref="NotSupportedException">The server did not say.</exception>
    public override long Length => _file.Version.Length ?? throw new NotSupportedException();

    /// <summary>Bytes that were read so far; cannot be set.</summary>
    /// <exception cref="NotSupportedException">It is set.</exception>
    public override long Position
    {
        get => _body.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _body.ReadAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _body.Dispose();
            _file.Session.Dispose();
        }

        base.Dispose(disposing);
    }
}
