namespace Appliance.Formats.Disks;

/// <summary>Walks the extents of a disk that can be read at random, and skips what is known to be zero.</summary>
/// <param name="source">Read on several threads at once.</param>
/// <param name="blockSize">Bytes of a block of the target.</param>
internal sealed class ExtentFeed(Disk source, int blockSize) : BlockFeed
{
    private long _position;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override async ValueTask<bool> ClaimAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        while (_position < source.Length)
        {
            Extent extent = await source.FindExtentAsync(_position, cancellationToken);
            if (extent.HasData)
            {
                long start = _position - (_position % blockSize);
                block.Reset(start, (int)Math.Min(blockSize, source.Length - start));
                _position = start + block.Data.Length;
                return true;
            }

            _position = extent.End;
        }

        return false;
    }

    /// <inheritdoc/>
    public override bool FillsParts => true;

    /// <inheritdoc/>
    public override async ValueTask<int> FillAsync(DiskBlock block, int start, int end, CancellationToken cancellationToken)
    {
        int read = 0;
        while (start < end)
        {
            Extent run = (await source.FindExtentAsync(block.Offset + start, cancellationToken)).ClipTo(block.Offset + end);
            Memory<byte> part = block.Data.Slice(start, (int)run.Length);
            if (run.HasData)
            {
                await source.ReadAsync(run.Offset, part, cancellationToken);
                read += part.Length;
            }
            else
            {
                part.Span.Clear();
            }

            start += part.Length;
        }

        return read;
    }
}
