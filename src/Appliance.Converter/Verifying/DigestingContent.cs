using Appliance.Formats.Disks;

namespace Appliance.Converter.Verifying;

/// <summary>The content of a disk, with its digest taken of the very blocks that the target gets.</summary>
/// <param name="inner">The content; owned.</param>
/// <param name="digest">Gets every block.</param>
internal sealed class DigestingContent(DiskContent inner, ContentDigest digest) : DiskContent
{
    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override Disk? Disk => inner.Disk;

    /// <inheritdoc/>
    public override async Task<long> CopyToAsync(
        DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var writer = new DigestingWriter(target, digest);
        return await inner.CopyToAsync(writer, workers, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
