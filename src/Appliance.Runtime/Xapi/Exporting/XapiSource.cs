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

    private XapiSource(XapiContext pool, string name, XvaForwardSource xva, ExportEnd end)
    {
        (_pool, Name, _xva, _end) = (pool, name, xva, end);
        Group = xva.Group with { Name = name, Machines = [.. xva.Group.Machines.Select(machine => machine with { Name = name })] };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => $"a machine in {_pool.Name}";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    public bool CanReadAtRandom => _xva.CanReadAtRandom;

    /// <inheritdoc/>
    public IEnumerable<MachineDisk> DisksInOrder => _xva.DisksInOrder;

    /// <summary>Has the pool begin with a machine.</summary>
    /// <exception cref="HostException">There is no such machine, or it is not stopped.</exception>
    public static async Task<XapiSource> OpenAsync(XapiContext pool, string machine, CancellationToken cancellationToken)
    {
        XapiVm vm = await pool.FindAsync(machine, cancellationToken);
        return await OpenAsync(pool, vm, vm.Name, cancellationToken);
    }

    /// <summary>Has the pool begin with a machine, or a snapshot of it.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="vm">What to export.</param>
    /// <param name="name">What the machine is called; a snapshot has a name of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">It is not stopped.</exception>
    public static async Task<XapiSource> OpenAsync(XapiContext pool, XapiVm vm, string name, CancellationToken cancellationToken)
    {
        DemandWhole(pool, vm);
        var transfer = new XapiTransfer(pool.Session, pool.Dialer, pool.Tasks);
        await using var end = new Ownership<ExportEnd>(new ExportEnd(transfer));
        XvaForwardSource xva = await end.Held.ExplainAsync(() => ConnectAsync(pool, vm, transfer, cancellationToken), cancellationToken);
        return new XapiSource(pool, name, xva, end.Release());
    }

    /// <summary>Refuses what is not whole without more: its memory, or the rest of an import.</summary>
    /// <exception cref="HostException">It is refused.</exception>
    public static void DemandWhole(XapiContext pool, XapiVm vm)
    {
        if (XapiStates.Demand(pool.Name, vm, Operation.Export) == MachineState.Suspended)
        {
            string way = vm.IsMachine ? "stop it first" : "take a snapshot while it runs, or is stopped";
            throw new HostException(pool.Name, $"{vm.Name} is suspended, and what is in its memory would be missing from its disks: {way}");
        }

        pool.DemandWhole(vm);
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
