using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Checking;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Exporting;
using Appliance.Runtime.Xl.Hardware;
using Appliance.Runtime.Xl.Networking;
using Appliance.Runtime.Xl.Importing;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Snapshots;
using Appliance.Runtime.Xl.Watching;

namespace Appliance.Runtime.Xl;

/// <summary>A host that runs xl, here or over ssh.</summary>
internal sealed class XlHost : IXenHost
{
    private readonly XlContext _context;
    private readonly XlChecker _checker;

    /// <summary>Takes over a shell.</summary>
    public XlHost(GuardedShell shell, HostEntry entry)
    {
        _context = new XlContext(shell, entry);
        _checker = new XlChecker(_context);
        Power = new XlPower(_context);
        Hardware = new XlHardware(_context);
        Snapshots = new XlSnapshots(_context);
        Networks = new XlNetworks(_context);
        Watch = new XlWatch(shell, shell);
    }

    /// <summary>What its verbs work with.</summary>
    public XlContext Context => _context;

    /// <inheritdoc/>
    public string Name => _context.Name;

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
    public Task<HostReport> DescribeAsync(CancellationToken cancellationToken) => _context.DescribeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StorageReport>> ListStorageAsync(CancellationToken cancellationToken)
        => [.. (await _context.DescribeAsync(cancellationToken)).Pools.Select((report, index) => new StorageReport(report.Pool.Name, StoragePoolRules.KindWords[(int)report.Pool.Kind], report.Size, report.Free)
        {
            Location = report.Pool.Location,
            IsDefault = index == 0,
            TakesWholeSize = report.Pool.Kind == StorageKind.Lvm,
            Problem = report.Problem,
        })];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await _context.Records.ListAsync(cancellationToken);
        IReadOnlyList<XlDomain> domains = await _context.Domains.ListAsync(cancellationToken);
        return await GuestAddresses.AddAsync(_context.Shell, [.. machines.Select(machine => StatusOf(machine, domains))], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<MachineStatus> FindAsync(string machine, CancellationToken cancellationToken)
    {
        StoredMachine stored = (MachineNames.IsValid(machine) ? await _context.Records.FindAsync(machine, cancellationToken) : null)
            ?? throw MachineSession.Missing(Name, machine);
        MachineStatus status = StatusOf(stored, await _context.Domains.ListAsync(cancellationToken));
        return (await GuestAddresses.AddAsync(_context.Shell, [status], cancellationToken))[0];
    }

    /// <inheritdoc/>
    public async Task<IHostTarget> OpenTargetAsync(ImportOptions options, CancellationToken cancellationToken)
    {
        DemandNoAffinity(options.Affinity);
        return await XlTargets.OpenAsync(_context, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IMachineSource> OpenSourceAsync(string machine, CancellationToken cancellationToken) => await XlSource.OpenAsync(_context, machine, cancellationToken);

    /// <inheritdoc/>
    public async Task<IShellProcess> OpenConsoleAsync(string machine, CancellationToken cancellationToken)
    {
        MachineStatus status = await FindAsync(machine, cancellationToken);
        StateTable.Demand(Name, machine, Operation.Console, status.State);
        string kind = status.Record.Type == DomainType.Hvm ? "serial" : "pv";
        return await _context.Shell.StartAsync(ConsoleScript.For(kind, status.DomainId!.Value), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task UpdateAsync(string machine, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(_context, machine, Operation.Update, cancellationToken);
        MachineRecord changed = change(session.Record);
        DemandNoAffinity(changed.Affinity);
        await session.SaveAsync(changed, cancellationToken);
        await Autostart.SetAsync(_context, changed, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> RemoveAsync(string machine, bool keepsDisks, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(_context, machine, Operation.Remove, cancellationToken);
        IReadOnlyList<DiskRecord> disks = keepsDisks ? session.Record.Disks : [];
        // The list no longer speaks of a disk that is kept, when disks are removed by it.
        await VolumeList.DropAsync(_context.Shell, session.Folder, disks, cancellationToken);
        IReadOnlyList<DiskRecord> kept = keepsDisks ? await KeptDisks.MoveOutAsync(_context, session.Record, cancellationToken) : [];
        await Leftovers.RemoveMachineAsync(_context, session.Record, disks, cancellationToken);
        return [.. kept.Select(disk => disk.Path)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) => _checker.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken) => _checker.RepairAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _context.Shell.DisposeAsync();

    private void DemandNoAffinity(string? affinity)
    {
        if (affinity is not null)
        {
            throw new HostException(Name, "is one host with xl, and no pool that could start machines elsewhere: leave --affinity out");
        }
    }

    private MachineStatus StatusOf(StoredMachine machine, IReadOnlyList<XlDomain> domains)
    {
        MachineRecord record = machine.Record ?? new MachineRecord { Name = machine.Name, Uuid = Guid.Empty };
        XlDomain? domain = XlDomains.Of(record.Uuid, domains);
        return new MachineStatus(Name, record, MachineStates.Of(machine, domain))
        {
            DomainId = domain?.Id,
            CpuSeconds = domain?.CpuSeconds,
            MemoryNow = domain?.MemoryBytes,
            Problem = machine.Problem,
            LockedBy = machine.LockedBy,
        };
    }
}
