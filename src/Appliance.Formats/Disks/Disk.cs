namespace Appliance.Formats.Disks;

/// <summary>
/// A length, random reads, and extents that tell where data is. A file, a member of an archive and the virtual disk
/// inside an image are all disks; every format reader, slice and chain is a layer on another one.
/// </summary>
/// <remarks>
/// Reads may run on several threads at once. Disks over local files read synchronously on the caller's thread: a
/// buffered read of a local file has no asynchronous form on Linux, only a hop to another thread.
/// </remarks>
public abstract class Disk : IAsyncDisposable
{
    /// <summary>What messages call this disk, such as <c>web01.ova:disk1.vmdk</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes that can be read.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/> (bytes). Never short; holes read as zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the disk.</exception>
    /// <exception cref="InvalidImageException">What is stored there is damaged.</exception>
    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - buffer.Length);
        cancellationToken.ThrowIfCancellationRequested();
        return buffer.IsEmpty ? ValueTask.CompletedTask : ReadCoreAsync(offset, buffer, cancellationToken);
    }

    /// <summary>
    /// The run that starts at <paramref name="offset"/>. It may end before its kind does, at whatever border is
    /// convenient; walking from end to end visits the whole disk, lazily.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not within the disk.</exception>
    public ValueTask<Extent> FindExtentAsync(long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Length);
        cancellationToken.ThrowIfCancellationRequested();
        return FindExtentCoreAsync(offset, cancellationToken);
    }

    /// <summary>Closes what the disk owns.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Reads a range that is known to be within the disk and not empty.</summary>
    protected abstract ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Finds the run at an offset that is known to be within the disk; by default all is data.</summary>
    protected virtual ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => new(new Extent(offset, Length - offset, ExtentKind.Data));
}
