using Appliance.Formats.IO;

namespace Appliance.Formats.Xva;

/// <summary>Writes an XVA from its first byte to its last: into a stream, or compressed into a file.</summary>
/// <param name="output">Where it goes; owned.</param>
internal sealed class XvaStreamOutput(ForwardOutput output) : XvaOutput
{
    private long _length;

    /// <inheritdoc/>
    public override bool IsLive => output.IsLive;

    /// <inheritdoc/>
    public override TemporaryFile? File => output.File;

    /// <inheritdoc/>
    public override async ValueTask<long> PlaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        long position = _length;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            await output.Content.WriteAsync(part, cancellationToken);
            _length += part.Length;
        }

        return position;
    }

    /// <inheritdoc/>
    public override void Write(long position, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => output.CompleteAsync(cancellationToken);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Commit() => output.Commit();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await output.DisposeAsync();
        await base.DisposeAsync();
    }
}
