namespace Appliance.Formats.Disks;

/// <summary>A disk that somebody else closes: for those who are handed a disk and dispose it, several times over.</summary>
/// <param name="inner">Not owned.</param>
public sealed class BorrowedDisk(Disk inner) : Disk
{
    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => inner.ReadAsync(offset, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => inner.FindExtentAsync(offset, cancellationToken);
}
