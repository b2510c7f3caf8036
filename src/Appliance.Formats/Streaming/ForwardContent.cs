using Appliance.Formats.Disks;

namespace Appliance.Formats.Streaming;

/// <summary>The content of a disk that comes by once. A writer that wants its blocks in order gets them so, within limits.</summary>
/// <param name="disk">The disk; owned.</param>
/// <param name="length">Bytes to show; zeros behind the disk's own end.</param>
/// <param name="options">Where blocks that come too early are held, and who is told of it.</param>
public sealed class ForwardContent(ForwardDisk disk, long length, ReadOptions options) : DiskContent
{
    /// <inheritdoc/>
    public override string Name => disk.Name;

    /// <inheritdoc/>
    public override long Length { get; } = Math.Max(length, disk.Length);

    /// <inheritdoc/>
    public override async Task<long> CopyToAsync(
        DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var feed = new ForwardFeed(disk, Length, target, options);
        return await DiskCopier.CopyAsync(feed, target, workers, progress, cancellationToken);
    }

    /// <summary>The same content in place of this one, with zeros behind its end up to <paramref name="length"/> bytes.</summary>
    public ForwardContent Grow(long length) => new(disk, length, options);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await disk.DisposeAsync();
        await base.DisposeAsync();
    }
}
