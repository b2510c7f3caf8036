using Appliance.Formats.Disks;

namespace Appliance.Runtime.Xl.Storage.Wire;

/// <summary>Writes a disk as it is into a remote file or device, which reads as zeros where nothing is sent.</summary>
/// <param name="file">Stays open.</param>
internal sealed class RemoteRawWriter(RemoteFile file) : DiskWriter
{
    /// <inheritdoc/>
    public override int BlockSize => 1 << 20;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        return file.WriteAsync(block.Offset, block.Data, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
