using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>Lends a file whose digest is finished later: closing this frees the file's buffers, and leaves it open.</summary>
/// <param name="file">The file.</param>
internal sealed class DigestedView(DigestingDisk file) : Disk
{
    /// <inheritdoc/>
    public override string Name => file.Name;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        file.Trim();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => file.ReadAsync(offset, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => file.FindExtentAsync(offset, cancellationToken);
}
