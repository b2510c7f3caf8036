namespace Appliance.Formats.Disks;

/// <summary>The content of a disk that can be read at random.</summary>
/// <param name="disk">The disk; owned.</param>
public sealed class RandomContent(Disk disk) : DiskContent
{
    /// <inheritdoc/>
    public override string Name => disk.Name;

    /// <inheritdoc/>
    public override long Length => disk.Length;

    /// <inheritdoc/>
    public override Disk Disk => disk;

    /// <inheritdoc/>
    public override Task<long> CopyToAsync(
        DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
        => DiskCopier.CopyAsync(disk, target, workers, progress, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await disk.DisposeAsync();
        await base.DisposeAsync();
    }
}
