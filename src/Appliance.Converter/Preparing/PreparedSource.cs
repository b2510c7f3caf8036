using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Preparing;

/// <summary>A source whose disks are read through the overlays in which their guests were prepared. The source below stays open, and untouched.</summary>
internal sealed class PreparedSource : IMachineSource
{
    private readonly IMachineSource _inner;
    private readonly IReadOnlyDictionary<string, OverlayDisk> _overlays;

    /// <summary>Shows a source through overlays.</summary>
    /// <param name="inner">The source; not owned.</param>
    /// <param name="group">The machines, with what their guests now need.</param>
    /// <param name="overlays">By the disks' identifiers; owned. A disk without one is that of the source.</param>
    /// <param name="reports">What was done.</param>
    public PreparedSource(
        IMachineSource inner, MachineGroup group, IReadOnlyDictionary<string, OverlayDisk> overlays, IReadOnlyList<GuestReport> reports)
    {
        _inner = inner;
        _overlays = overlays;
        Group = group;
        Reports = reports;
    }

    /// <summary>What was done to each machine's system.</summary>
    public IReadOnlyList<GuestReport> Reports { get; }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public string Format => _inner.Format;

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => _inner.CanReadAtRandom;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => _inner.DisksInOrder;

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _overlays.TryGetValue(disk.Id, out OverlayDisk? overlay)
            ? new(new BorrowedDisk(overlay)) : _inner.OpenDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _overlays.TryGetValue(disk.Id, out OverlayDisk? overlay)
            ? new(new RandomContent(new BorrowedDisk(overlay))) : _inner.OpenContentAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _overlays.TryGetValue(disk.Id, out OverlayDisk? overlay)
            ? new(overlay.Length) : _inner.MeasureDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => _inner.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (OverlayDisk overlay in _overlays.Values)
        {
            await overlay.DisposeAsync();
        }
    }
}
