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

    /// <summary>Reads and decodes a claimed block, many at once; what holds no data is cleared.</summary>
    /// <returns>Bytes of disk that were read.</returns>
    public abstract ValueTask<int> FillAsync(DiskBlock block, CancellationToken cancellationToken);
}
