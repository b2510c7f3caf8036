using Appliance.Formats.Xva;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Reporting;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Opens a pool as a target.</summary>
internal static class XapiTargets
{
    /// <summary>Looks at the pool.</summary>
    /// <exception cref="HostException">It does not answer, or has no such storage.</exception>
    public static async Task<XapiTarget> OpenAsync(XapiContext pool, ImportOptions options, CancellationToken cancellationToken)
    {
        await new XapiAffinity(pool).FindAsync(options.Affinity, cancellationToken);
        XapiInventory inventory = await XapiInventory.ReadAsync(pool.Session, cancellationToken);
        string reference = await XapiStorages.FindAsync(pool, inventory, options.Pool, cancellationToken);
        XmlRpcStruct storage = inventory.Of("SR")[reference];
        string name = storage.Text("name_label");
        var route = TransferRoute.For(pool.Name, storage, options.Transfer);
        await DemandAsync(pool, route, cancellationToken);
        var formats = VdiFormats.Read(storage, (await pool.Session.AllAsync("SM", cancellationToken)).Values);
        var networks = new XapiNetworks(pool.Name, inventory);
        var found = new ImportContext
        {
            Host = await new XapiReporter(pool).DescribeAsync(inventory, cancellationToken),
            Pool = XapiReporter.Report(storage, inventory),
            PlaceFor = (_, _) => $"a new VDI in {name}",
            Networks = networks,
            DiscPlace = (_, disks) => DiskPlaces.Vdev(DomainType.Pv, disks < XvaLayout.CdPosition ? disks : disks + 1),
            CarriesKeys = _ => true,
            TakesWholeSize = XapiStorages.TakesWholeSize(storage),
            Machines = [.. new XapiMachines(pool.Name, inventory).List().Select(status => status.Record)],
        };
        return new XapiTarget(pool, found, networks, new ChosenStorage(reference, route, formats), options);
    }

    private static async Task DemandAsync(XapiContext pool, TransferRoute route, CancellationToken cancellationToken)
    {
        if (route.Form == DiskTransfer.Qcow2 && !await new FormatProbe(pool.Session, pool.Dialer).IsKnownAsync(VdiFormats.Qcow2, cancellationToken))
        {
            throw new HostException(pool.Name, "takes no disks as QCOW2, which xapi does from 25.27 on; leave --transfer out");
        }
    }
}
