using Appliance.Formats.IO;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// A file on a web server, read forward. A connection that breaks, falls silent or ends too early is made anew, and goes on
/// where it broke, if the server still has the same version of the file. The end is the proven end.
/// </summary>
/// <remarks>Reads throw <see cref="HttpSourceException"/> where that fails. A cancelled read has taken nothing from the stream.</remarks>
public sealed class ResumableHttpStream : ForwardOnlyStream
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
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _body.ReadAsync(buffer, cancellationToken);
    }

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
