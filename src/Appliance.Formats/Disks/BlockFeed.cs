namespace Appliance.Formats.Disks;

/// <summary>Where <see cref="DiskCopier"/> gets its blocks: claimed one at a time, filled many at once.</summary>
internal abstract class BlockFeed
{
    /// <summary>Bytes of the virtual disk.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// Sets <paramref name="block"/> up for the next range that may hold data; one call at a time. Ranges ascend, except
    /// for a writer that takes any order.
    /// </summary>
    /// <returns>False at the end of the disk.</returns>
    public abstract ValueTask<bool> ClaimAsync(DiskBlock block, CancellationToken cancellationToken);

    /// <summary>Whether a block can be filled part by part; default false: all of it at once.</summary>
    public virtual bool FillsParts => false;

    /// <summary>Reads and decodes a part of a claimed block, of many blocks at once; what holds no data is cleared.</summary>
    /// <param name="block">The block.</param>
    /// <param name="start">Where in the block the part starts: where the last one ended.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Bytes of disk that were read.</returns>
    public abstract ValueTask<int> FillAsync(DiskBlock block, int start, int end, CancellationToken cancellationToken);
}
