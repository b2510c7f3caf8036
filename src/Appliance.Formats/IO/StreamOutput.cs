namespace Appliance.Formats.IO;

/// <summary>An output into a stream that need not seek: standard output, a compressor, an HTTP body.</summary>
public sealed class StreamOutput : SequentialOutput
{
    private readonly Stream _stream;

    /// <summary>Prepares to write to a stream.</summary>
    /// <param name="stream">Stays open.</param>
    public StreamOutput(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
    }

    /// <inheritdoc/>
    public override void Write(long position, ReadOnlySpan<byte> bytes)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _stream.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(long position, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        => _stream.WriteAsync(bytes, cancellationToken);
}
