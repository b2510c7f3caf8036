using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Reporting;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Importing;

/// <summary>Opens a host with xl as a target.</summary>
internal static class XlTargets
{
    private const string ControlDomain = "Domain-0";

    /// <summary>Looks at the host.</summary>
    /// <exception cref="HostException">It does not answer, has no such pool, or nothing to choose a form of transfer from.</exception>
    public static async Task<XlTarget> OpenAsync(XlContext host, ImportOptions options, CancellationToken cancellationToken)
    {
        if (options.Transfer is not null)
        {
            throw new HostException(host.Entry.Name, "has xl, and disks go there in one form; leave --transfer out");
        }

        IVolumePool pool = host.Pools.Find(options.Pool);
        HostReport report = await new HostReporter(host.Shell, host.Entry).DescribeAsync([pool], cancellationToken);
        IReadOnlyList<StoredMachine> machines = await host.Records.ListAsync(cancellationToken);
        IReadOnlyList<XlDomain> domains = await host.Domains.ListAsync(cancellationToken);
        MachineRecord[] records = [.. machines.Select(machine => machine.Record).OfType<MachineRecord>()];
        IEnumerable<string> unfinished = machines.Where(machine => machine.Record is null).Select(machine => machine.Name);
        IEnumerable<string> strangers = domains.Where(domain => domain.Name != ControlDomain && !records.Any(record => record.Uuid == domain.Uuid)).Select(domain => domain.Name);
        var found = new ImportContext
        {
            Host = report,
            Pool = report.Pools[0],
            PlaceFor = pool.PlaceFor,
            Machines = records,
            OtherNames = [.. unfinished, .. strangers],
        };
        return new XlTarget(host, found, pool, options);
    }
}
