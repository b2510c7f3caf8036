using Appliance.Formats.Disks;

namespace Appliance.Formats.Detection;

/// <summary>A disk that keeps the file it was made from open for as long as it lives.</summary>
/// <param name="inner">What is shown.</param>
/// <param name="owned">Disposed behind it.</param>
internal sealed class OwningDisk(Disk inner, IAsyncDisposable owned) : DiskLayer(inner)
{
    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await owned.DisposeAsync();
    }
}
