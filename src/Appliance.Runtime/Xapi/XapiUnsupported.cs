using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xapi;

/// <summary>What this program does on hosts with xl, and not in pools with xapi: it says so, and what does it there.</summary>
/// <param name="pool">The pool, as the user calls it.</param>
internal sealed class XapiUnsupported(string pool) : ISnapshotVerbs, IHardwareVerbs, IWatchVerbs
{
    /// <summary>The refusal of a verb.</summary>
    /// <param name="what">What is not done.</param>
    /// <param name="instead">What does it there.</param>
    public HostException Refuse(string what, string instead) => new(pool, $"{what} in a pool with xapi; {instead} does it there");

    /// <inheritdoc/>
    public Task TakeAsync(string machine, string snapshot, CancellationToken cancellationToken) => throw Refuse("no snapshots are taken", "xe vm-snapshot");

    /// <inheritdoc/>
    public Task RevertAsync(string machine, string snapshot, CancellationToken cancellationToken) => throw Refuse("no snapshots are gone back to", "xe snapshot-revert");

    /// <inheritdoc/>
    public Task DeleteAsync(string machine, string snapshot, CancellationToken cancellationToken) => throw Refuse("no snapshots are removed", "xe snapshot-uninstall");

    /// <inheritdoc/>
    public Task CloneAsync(string machine, string name, CancellationToken cancellationToken) => throw Refuse("no machines are cloned", "xe vm-clone");

    /// <inheritdoc/>
    public Task<bool> ResizeAsync(string machine, int? cpus, long? memory, CancellationToken cancellationToken)
        => throw Refuse("processors and memory are not changed", "xe vm-memory-limits-set and xe vm-param-set");

    /// <inheritdoc/>
    public Task GrowDiskAsync(string machine, string vdev, long size, CancellationToken cancellationToken) => throw Refuse("no disks are grown", "xe vdi-resize");

    /// <inheritdoc/>
    public Task<string> AttachDiskAsync(string machine, long size, string? storage, CancellationToken cancellationToken)
        => throw Refuse("no disks are attached", "xe vm-disk-add");

    /// <inheritdoc/>
    public Task<string> AttachExistingDiskAsync(string machine, string path, CancellationToken cancellationToken)
        => throw Refuse("no disks are attached", "xe vbd-create");

    /// <inheritdoc/>
    public Task<string?> DetachDiskAsync(string machine, string vdev, bool keepsDisk, CancellationToken cancellationToken)
        => throw Refuse("no disks are taken off", "xe vm-disk-remove");

    /// <inheritdoc/>
    public Task<string> AttachCardAsync(string machine, string network, string? mac, CancellationToken cancellationToken)
        => throw Refuse("no network cards are attached", "xe vif-create");

    /// <inheritdoc/>
    public Task DetachCardAsync(string machine, string mac, CancellationToken cancellationToken) => throw Refuse("no network cards are taken off", "xe vif-destroy");

    /// <inheritdoc/>
    public Task<GuestSigns> LookAsync(MachineStatus machine, CancellationToken cancellationToken) => throw Refuse("guests are not watched", "xe vm-list");

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceUsage>> MeasureAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
        => throw Refuse("devices are not measured", "its rrd_updates");

    /// <inheritdoc/>
    public Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellationToken) => throw Refuse("guests are not watched", "a check from elsewhere");
}
