namespace Appliance.Formats.Disks;

/// <summary>
/// What a target takes of a disk: its length, and its bytes, once. Where the source can be read at random the copy walks
/// its extents; where it only comes by, the copy takes what comes.
/// </summary>
public abstract class DiskContent : IAsyncDisposable
{
    /// <summary>What messages call the disk.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes of virtual disk.</summary>
    public abstract long Length { get; }

    /// <summary>The disk itself, for targets that look at its extents before they write; null where it comes by only once.</summary>
    public virtual Disk? Disk => null;

    /// <summary>Hands all of the content to <paramref name="target"/> and completes it; called once.</summary>
    /// <param name="target">Gets every block that is not all zero.</param>
    /// <param name="workers">Threads to use, at least one.</param>
    /// <param name="progress">Called from any thread after each block.</param>
    /// <param name="cancellationToken">Stops the copy; the target is then incomplete.</param>
    /// <returns>Bytes of disk that were read and handed over.</returns>
    /// <exception cref="ImageException">The source is damaged, or the target cannot take what comes in the order in which it comes.</exception>
    public abstract Task<long> CopyToAsync(
        DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Closes what the content owns.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
