namespace Appliance.Formats.Xva;

/// <summary>Writes an XVA into a stream, which stays open.</summary>
internal sealed class XvaStreamOutput(Stream stream) : XvaOutput
{
    private long _length;

    /// <inheritdoc/>
    public override bool IsForwardOnly => true;

    /// <inheritdoc/>
    public override async ValueTask<long> PlaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        long position = _length;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            await stream.WriteAsync(part, cancellationToken);
            _length += part.Length;
        }

        return position;
    }

    /// <inheritdoc/>
    public override void Write(long position, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync(CancellationToken cancellationToken) => await stream.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Commit() => [];
}
