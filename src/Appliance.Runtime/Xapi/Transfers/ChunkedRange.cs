using Appliance.Formats.Disks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Sends a range of a disk once more, without an end behind it.</summary>
/// <param name="body">Where to.</param>
/// <param name="start">Where the range starts on the disk, in bytes.</param>
internal sealed class ChunkedRange(ChunkedBody body, long start) : DiskWriter
{
    /// <inheritdoc/>
    public override int BlockSize => VdiWriter.PieceSize;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        return body.WriteAsync(start + block.Offset, block.Data, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
