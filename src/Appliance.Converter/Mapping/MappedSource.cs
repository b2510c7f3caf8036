using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Mapping;

/// <summary>A source that shows mapped machines; disks and proofs are those of the source below, which it owns.</summary>
public sealed class MappedSource : IMachineSource
{
    private readonly IMachineSource _inner;

    /// <summary>Shows <paramref name="inner"/> as <paramref name="mapping"/> wants it.</summary>
    /// <exception cref="OptionException">The mapping does not fit the source.</exception>
    public MappedSource(IMachineSource inner, MachineMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        Group = MachineMapper.Apply(mapping, inner.Group);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public string Format => _inner.Format;

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => _inner.CanReadAtRandom;

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _inner.OpenDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A mapping may have taken disks away.</remarks>
    public IEnumerable<MachineDisk> DisksInOrder
        => _inner.DisksInOrder.Where(disk => Group.Disks.Any(kept => kept.Id == disk.Id));

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _inner.OpenContentAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _inner.MeasureDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => _inner.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
