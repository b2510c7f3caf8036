using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;
using Appliance.Formats.Xva;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>
/// A stopped machine of a pool as a source: the XVA that the pool makes of it comes by once. The stream has no length; whether
/// it is whole is told by its own end and by the task.
/// </summary>
internal sealed class XapiSource : IMachineSource
{
    private readonly XapiContext _pool;
    private readonly XvaForwardSource _xva;
    private readonly ExportEnd _end;

    private XapiSource(XapiContext pool, string name, XvaForwardSource xva, ExportEnd end) => (_pool, Name, _xva, _end) = (pool, name, xva, end);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => $"a machine in {_pool.Name}";

    /// <inheritdoc/>
    public MachineGroup Group => _xva.Group;

    /// <inheritdoc/>
    public bool CanReadAtRandom => _xva.CanReadAtRandom;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => _xva.DisksInOrder;

    /// <summary>Has the pool begin.</summary>
    /// <exception cref="HostException">There is no such machine, or it is not stopped.</exception>
    public static async Task<XapiSource> OpenAsync(XapiContext pool, string machine, CancellationToken cancellationToken)
    {
        XapiVm vm = await pool.FindAsync(machine, cancellationToken);
        if (XapiStates.Demand(pool.Name, vm, Operation.Export) == MachineState.Suspended)
        {
            throw new HostException(pool.Name, $"{vm.Name} is suspended, and what is in its memory would be missing from its disks: stop it first");
        }

        pool.DemandWhole(vm);
        var transfer = new XapiTransfer(pool.Session, pool.Dialer, pool.Tasks);
        await using var end = new Ownership<ExportEnd>(new ExportEnd(transfer));
        XvaForwardSource xva = await end.Held.ExplainAsync(() => ConnectAsync(pool, vm, transfer, cancellationToken), cancellationToken);
        return new XapiSource(pool, vm.Name, xva, end.Release());
    }

    /// <inheritdoc/>
    public async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => new ExportedContent(await _end.ExplainAsync(() => _xva.OpenContentAsync(disk, cancellationToken), cancellationToken), _end);

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => _end.ExplainAsync(() => _xva.OpenDiskAsync(disk, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => _xva.MeasureDiskAsync(disk, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        await _end.ExplainAsync(
            async () =>
            {
                await _xva.VerifyAsync(cancellationToken);
                return true;
            },
            cancellationToken);
        await _end.DemandAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _xva.DisposeAsync();
        await _end.DisposeAsync();
    }

    private static async ValueTask<XvaForwardSource> ConnectAsync(XapiContext pool, XapiVm vm, XapiTransfer transfer, CancellationToken cancellationToken)
    {
        Stream connection = await transfer.OpenAsync("GET", $"/export?ref={Uri.EscapeDataString(vm.Reference)}", "appliance export", cancellationToken);
        return await XvaForwardSource.OpenAsync(new ForwardFile(connection, $"{vm.Name} in {pool.Name}"), ReadOptions.Default, cancellationToken);
    }
}
