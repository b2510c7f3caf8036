using Appliance.Formats.Disks;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>A disk of an export, whose breaking off is explained by the pool.</summary>
/// <param name="content">What comes by; owned.</param>
/// <param name="end">Explains it.</param>
internal sealed class ExportedContent(DiskContent content, ExportEnd end) : DiskContent
{
    /// <inheritdoc/>
    public override string Name => content.Name;

    /// <inheritdoc/>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override Disk? Disk => content.Disk;

    /// <inheritdoc/>
    public override async Task<long> CopyToAsync(DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
        => await end.ExplainAsync(async () => await content.CopyToAsync(target, workers, progress, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }
}
