using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xapi.Checking;
using Appliance.Runtime.Xapi.Consoles;
using Appliance.Runtime.Xapi.Exporting;
using Appliance.Runtime.Xapi.Hardware;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Networking;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Reporting;
using Appliance.Runtime.Xapi.Snapshots;
using Appliance.Runtime.Xapi.Watching;

namespace Appliance.Runtime.Xapi;

/// <summary>A pool of hosts with xapi: Xen Cloud Platform, XenServer, XCP-ng.</summary>
internal sealed class XapiHost : IXenHost
{
    // Some beats of an import, and time for a slow pool.
    private static readonly TimeSpan BetweenLooks = (4 * ImportBeat.Interval) + TimeSpan.FromSeconds(1);

    private readonly XapiContext _pool;
    private readonly XapiChecker _checker;

    /// <summary>Takes over a session.</summary>
    public XapiHost(XapiContext pool)
    {
        _pool = pool;
        _checker = new XapiChecker(pool, BetweenLooks);
        Power = new XapiPowerVerbs(pool);
        Snapshots = new XapiSnapshots(pool);
        Hardware = new XapiHardware(pool);
        Networks = new XapiNetworkVerbs(pool);
        Watch = new XapiWatch(pool);
    }

    /// <summary>What its verbs work with.</summary>
    public XapiContext Context => _pool;

    /// <inheritdoc/>
    public string Name => _pool.Name;

    /// <inheritdoc/>
    public IPowerVerbs Power { get; }

    /// <inheritdoc/>
    public ISnapshotVerbs Snapshots { get; }

    /// <inheritdoc/>
    public IHardwareVerbs Hardware { get; }

    /// <inheritdoc/>
    public INetworkVerbs Networks { get; }

    /// <inheritdoc/>
    public IWatchVerbs Watch { get; }

    /// <inheritdoc/>
    public async Task<HostReport> DescribeAsync(CancellationToken cancellationToken)
        => await new XapiReporter(_pool).DescribeAsync(await XapiInventory.ReadAsync(_pool.Session, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StorageReport>> ListStorageAsync(CancellationToken cancellationToken) => new XapiStorageList(_pool).ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellationToken)
        => new XapiMachines(Name, await _pool.Mirror.ReadAsync(cancellationToken)).List();

    /// <inheritdoc/>
    public async Task<MachineStatus> FindAsync(string machine, CancellationToken cancellationToken)
    {
        XapiInventory inventory = await _pool.Mirror.ReadAsync(cancellationToken);
        return new XapiMachines(Name, inventory).StatusOf(inventory.FindMachine(Name, machine) ?? throw _pool.Missing(machine));
    }

    /// <inheritdoc/>
    public async Task<IHostTarget> OpenTargetAsync(ImportOptions options, CancellationToken cancellationToken)
        => await XapiTargets.OpenAsync(_pool, options, cancellationToken);

    /// <inheritdoc/>
    public async Task<IMachineSource> OpenSourceAsync(string machine, CancellationToken cancellationToken)
    {
        (XapiVm? vm, XapiGroup? group) = await new XapiGroups(_pool).FindAsync(machine, cancellationToken);
        return group is null ? await XapiSource.OpenAsync(_pool, vm!.Uuid, cancellationToken) : await XapiGroupSource.OpenAsync(group, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IShellProcess> OpenConsoleAsync(string machine, CancellationToken cancellationToken)
        => await new XapiConsoles(_pool).OpenAsync(machine, cancellationToken);

    /// <inheritdoc/>
    public async Task UpdateAsync(string machine, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken)
    {
        XapiVm vm = await _pool.FindAsync(machine, cancellationToken);
        await new XapiUpdate(_pool, vm).RunAsync((await StatusOfAsync(vm, cancellationToken)).Record, change, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> RemoveAsync(string machine, bool keepsDisks, CancellationToken cancellationToken)
        => new XapiRemoval(_pool).RunAsync(machine, keepsDisks, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) => _checker.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken) => _checker.RepairAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<MachineStatus> StatusOfAsync(XapiVm vm, CancellationToken cancellationToken)
        => new XapiMachines(Name, await XapiInventory.ReadAsync(_pool.Session, cancellationToken)).StatusOf(vm);
}
