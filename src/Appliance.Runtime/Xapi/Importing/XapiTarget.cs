using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>A pool as the target of machines: each disk becomes a VDI, of which only the data goes over the wire.</summary>
internal sealed class XapiTarget : IHostTarget
{
    private readonly XapiContext _pool;
    private readonly ImportContext _found;
    private readonly XapiNetworks _networks;
    private readonly ChosenStorage _storage;
    private readonly ImportOptions _options;
    private readonly MadeObjects _made;
    private IReadOnlyDictionary<string, long> _sizes = new Dictionary<string, long>();
    private IReadOnlyList<string> _machines = [];

    /// <summary>Prepares a target; nothing is made yet.</summary>
    /// <param name="pool">The pool; not owned.</param>
    /// <param name="found">What is known of it now.</param>
    /// <param name="networks">Its networks.</param>
    /// <param name="storage">The storage that the disks go to.</param>
    /// <param name="options">What was wished.</param>
    public XapiTarget(XapiContext pool, ImportContext found, XapiNetworks networks, ChosenStorage storage, ImportOptions options)
    {
        (_pool, _found, _networks, _storage, _options) = (pool, found, networks, storage, options);
        _made = new MadeObjects(pool.Session, pool.Time);
    }

    /// <inheritdoc/>
    public string Name => _pool.Name;

    /// <inheritdoc/>
    public string Format => _found.Host.HostName;

    /// <inheritdoc/>
    public ImportPlan? Plan { get; private set; }

    /// <inheritdoc/>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (_options.Type is DomainType.Pv or DomainType.Pvh || _options.Kernel is not null || _options.UsesAhci)
        {
            throw new UnsupportedImageException(group.Name, $"{Name} runs it as HVM, started by its own firmware; leave --domain, --kernel and --ahci out");
        }

        ImportPlan plan = new ImportPlanner(_found, _options).Plan(group, diskSizes);
        if (plan.Machines.FirstOrDefault(machine => machine.UsesAhci) is { } stranded)
        {
            throw new UnsupportedImageException(stranded.Name, "its initramfs has no driver for Xen's disks, so that it does not find its own there; have it prepared with --guest require");
        }

        foreach (MachineDisk disk in group.Disks)
        {
            _storage.Formats.For(disk.Name, diskSizes[disk.Id]);
        }

        (Plan, _sizes) = (plan with { Transfer = _storage.Route.Reason }, diskSizes);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ImportPlan plan = Plan ?? throw new InvalidOperationException("check the machines first");
        var planned = new PlannedSource(source, plan);
        string mark = _options.NewId().ToString();
        var upload = new XapiUpload(_pool.Session, _pool.Dialer, _pool.Tasks);
        var retries = new UploadRetries(_pool.Time, _options.Warn);
        var disks = new ImportedDisks(_made, new VdiUpload(upload, _storage.Route.Form, retries), _storage, mark);
        var import = new XapiImport(_made, disks, network => _networks.ReferenceOf(_networks.Demand(network!)), mark);
        if (_storage.Route.Form == DiskTransfer.Xva)
        {
            _machines = await new XvaImport(_pool.Session, _made, upload, _storage.Reference, mark).RunAsync(planned, progress, cancellationToken);
            await import.CompleteAsync(planned, _sizes, _machines, cancellationToken);
        }
        else
        {
            _machines = await import.RunAsync(planned, _sizes, progress, cancellationToken);
        }

        var delivery = new EnvironmentDelivery(_pool.Session, _made, new VdiUpload(upload, DiskTransfer.Raw, retries), _storage.Reference, mark);
        await TellAsync(delivery, plan, XvaLayout.Create(planned, _sizes, XvaOptions.Default), cancellationToken);
    }

    private async Task TellAsync(EnvironmentDelivery delivery, ImportPlan plan, XvaLayout layout, CancellationToken cancellationToken)
    {
        foreach ((XvaMachineSlot machine, string vm) in layout.Machines.Zip(_machines))
        {
            if (plan.Environments.FirstOrDefault(environment => environment.Machine == machine.Machine.Name) is { } found)
            {
                await delivery.RunAsync(vm, machine, found, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await TenantMark.PutAsync(_pool.Session, _machines, _options.Tenant, cancellationToken);
        if (_options.StartsWithHost)
        {
            foreach (string machine in _machines)
            {
                await WantStartAsync(machine);
            }
        }

        if (_options.Affinity is { } host)
        {
            await new XapiAffinity(_pool).SetAsync(_machines, host, CancellationToken.None);
        }

        // The pool gives machines their UUIDs.
        XmlRpcValue[] ids = await Task.WhenAll(_machines.Select(machine => _pool.Session.CallAsync("VM.get_uuid", [machine], cancellationToken)));
        await _made.KeepAsync();
        Plan = Plan! with { Machines = [.. Plan.Machines.Zip(ids, (machine, id) => machine with { Uuid = Guid.Parse(id.Text()) })] };
        return [.. Plan.Machines.Select(machine => $"{machine.Name} on {Name}")];
    }

    // Whole machines are worth more than that: who may make machines need not be one who may change the pool.
    private async Task WantStartAsync(string machine)
    {
        try
        {
            await XapiAutostart.SetAsync(_pool.Session, machine, isOn: true, CancellationToken.None);
        }
        catch (HostException e)
        {
            _options.Warn($"what was imported may not start with its host: {e.Message}");
        }
    }

    /// <summary>Removes all machines unless all were committed. What cannot be removed is told.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string problem in await _made.RemoveAsync())
        {
            _options.Warn($"what there is of {Plan!.Machines[0].Name} could not be removed from {Name}: {problem}; appliance host repair removes it");
        }
    }
}
