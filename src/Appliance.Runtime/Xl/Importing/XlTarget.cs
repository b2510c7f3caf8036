using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Importing;

/// <summary>A host with xl as the target of machines: all names are reserved first, and all machines appear at the end.</summary>
internal sealed class XlTarget : IHostTarget
{
    private const string ImportWord = "import";

    private readonly XlContext _host;
    private readonly ImportContext _found;
    private readonly ImportOptions _options;
    private readonly IVolumePool _pool;
    private readonly List<Reservation> _reservations = [];
    private MachineRecord[] _records = [];
    private bool _isCommitted;

    /// <summary>Prepares a target; nothing is made yet.</summary>
    /// <param name="host">The host; not owned.</param>
    /// <param name="found">What is known of it now.</param>
    /// <param name="pool">Where the disks go.</param>
    /// <param name="options">What was wished.</param>
    public XlTarget(XlContext host, ImportContext found, IVolumePool pool, ImportOptions options)
        => (_host, _found, _pool, _options) = (host, found, pool, options);

    /// <inheritdoc/>
    public string Name => _host.Name;

    /// <inheritdoc/>
    public string Format => $"Xen {_found.Host.XenVersion}";

    /// <inheritdoc/>
    public ImportPlan? Plan { get; private set; }

    /// <inheritdoc/>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(diskSizes);
        Plan = new ImportPlanner(_found, _options).Plan(group, diskSizes);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ImportPlan plan = Plan ?? throw new InvalidOperationException("check the machines first");
        RefuseOnce(source);
        _records = [.. plan.Machines.Select(machine => machine with { Source = source.Name })];
        foreach (MachineRecord machine in _records)
        {
            _reservations.Add(await Reservation.MakeAsync(_host, machine.Name, ImportWord, cancellationToken));
        }

        // Each is looked for again when it is made; but nobody wants to learn of the last one after the first was copied.
        foreach (DiskRecord disk in _records.SelectMany(machine => machine.Disks))
        {
            await _pool.DemandAbsentAsync(disk, cancellationToken);
        }

        foreach (MachineDisk disk in source.DisksInOrder)
        {
            int machine = Array.FindIndex([.. source.Group.Machines], candidate => candidate.Disks.Any(own => own.Id == disk.Id));
            int place = source.Group.Machines[machine].Disks.TakeWhile(own => own.Id != disk.Id).Count();
            await using DiskContent content = await source.OpenContentAsync(disk, cancellationToken);
            await WriteAsync(machine, place, content, progress is null ? null : at => progress(disk, at), cancellationToken);
        }

        foreach (PlannedEnvironment environment in plan.Environments)
        {
            if (environment.Disc is { } disc)
            {
                await EnvironmentDisc.WriteAsync(_host, environment.Machine, disc, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Once the first is there, those that belong to it are not kept from coming.
        foreach ((MachineRecord machine, Reservation reservation) in _records.Zip(_reservations))
        {
            await reservation.CommitAsync(machine, CancellationToken.None);
            await Autostart.SetAsync(_host, machine, CancellationToken.None);
        }

        _isCommitted = true;
        return [.. _records.Select(machine => $"{machine.Name} on {_host.Name}")];
    }

    /// <summary>Removes all machines unless all were committed. What cannot be removed is told.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Reservation reservation in Enumerable.Reverse(_reservations))
        {
            if (!_isCommitted)
            {
                reservation.Revoke();
            }

            await reservation.DisposeAsync();
            if (reservation.Problem is { } problem)
            {
                _options.Warn($"what there is of {reservation.Machine} could not be removed from {_host.Name}: {problem}; appliance host repair removes it");
            }
        }

        _reservations.Clear();
    }

    /// <summary>What comes by only once, and cannot be put into the pool so, is refused before a name is taken.</summary>
    private void RefuseOnce(IMachineSource source)
    {
        if (!source.CanReadAtRandom && !_pool.TakesOnce)
        {
            throw new UnsupportedImageException(
                source.Name,
                $"comes by only once, and pool {_pool.Pool.Name} holds VHD files, which begin with what is known last; save the package first, or name a pool of raw disks with --pool");
        }
    }

    private async Task WriteAsync(int machine, int place, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        DiskRecord[] disks = [.. _records[machine].Disks];

        // What comes by once may be larger than its package said.
        disks[place] = disks[place] with { Size = ImportPlanner.WholeSectors(content.Length) };
        _records[machine] = _records[machine] with { Disks = disks };
        await _reservations[machine].MakeAsync(disks[place], pool => pool.WriteAsync(disks[place], content, progress, cancellationToken), cancellationToken);
    }
}
