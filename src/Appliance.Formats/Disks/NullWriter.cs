namespace Appliance.Formats.Disks;

/// <summary>Takes blocks and keeps nothing, for copies that are made to be looked at on their way.</summary>
/// <param name="blockSize">Bytes of a block.</param>
public sealed class NullWriter(int blockSize) : DiskWriter
{
    /// <inheritdoc/>
    public override int BlockSize => blockSize;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
