using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>A source whose machines are called, and connected, as it was planned. Disks are those of the source below, which is not owned.</summary>
/// <param name="inner">The source.</param>
/// <param name="plan">Its machines as they will be, in the same order.</param>
internal sealed class PlannedSource(IMachineSource inner, ImportPlan plan) : IMachineSource
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Format => inner.Format;

    /// <inheritdoc/>
    public MachineGroup Group { get; } = inner.Group with
    {
        Name = plan.Machines[0].Group ?? inner.Group.Name,
        Machines = [.. inner.Group.Machines.Zip(plan.Machines, Planned)],
    };

    /// <inheritdoc/>
    public bool CanReadAtRandom => inner.CanReadAtRandom;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => inner.DisksInOrder;

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => inner.OpenDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken) => inner.OpenContentAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => inner.MeasureDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => inner.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Machine Planned(Machine machine, MachineRecord record) => machine with
    {
        Name = record.Name,
        Memory = record.Memory,
        NetworkCards = [.. machine.NetworkCards.Zip(record.Cards, (card, place) => card with { Mac = place.Mac, Network = place.Bridge })],
    };
}
