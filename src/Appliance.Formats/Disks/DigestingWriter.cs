namespace Appliance.Formats.Disks;

/// <summary>Takes the digest of the very bytes that another writer is given, while those who copy prepare them.</summary>
public sealed class DigestingWriter : DiskWriter
{
    private readonly DiskWriter _inner;
    private readonly ContentDigest _digest;

    /// <summary>Puts a digest before another writer.</summary>
    /// <param name="inner">Gets every block; its blocks are whole chunks. Stays open when this is disposed.</param>
    /// <param name="digest">Gets every block too.</param>
    /// <exception cref="ArgumentException">The writer's blocks are no multiple of <see cref="ContentDigest.ChunkSize"/>.</exception>
    public DigestingWriter(DiskWriter inner, ContentDigest digest)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(digest);
        if (inner.BlockSize % ContentDigest.ChunkSize != 0)
        {
            throw new ArgumentException($"blocks of {inner.BlockSize} bytes are no whole chunks of {ContentDigest.ChunkSize}", nameof(inner));
        }

        _inner = inner;
        _digest = digest;
    }

    /// <inheritdoc/>
    public override int BlockSize => _inner.BlockSize;

    /// <inheritdoc/>
    /// <remarks>The digest first: some writers encode or extend the block in place.</remarks>
    public override void Prepare(DiskBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _digest.Add(block.Offset, block.Data.Span);
        _inner.Prepare(block);
    }

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
        => _inner.PlaceAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SkipAsync(DiskBlock block, CancellationToken cancellationToken)
        => _inner.SkipAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
        => _inner.WriteAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => _inner.CompleteAsync(cancellationToken);
}
