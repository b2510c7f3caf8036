using Appliance.Formats.Xva;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Reporting;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Opens a pool as a target.</summary>
internal static class XapiTargets
{
    /// <summary>Looks at the pool.</summary>
    /// <exception cref="HostException">It does not answer, or has no such storage.</exception>
    public static async Task<XapiTarget> OpenAsync(XapiContext pool, ImportOptions options, CancellationToken cancellationToken)
    {
        XapiInventory inventory = await XapiInventory.ReadAsync(pool.Session, cancellationToken);
        string reference = await XapiStorages.FindAsync(pool, inventory, options.Pool, cancellationToken);
        XmlRpcStruct storage = inventory.Of("SR")[reference];
        string name = storage.Text("name_label");
        var networks = new XapiNetworks(pool.Name, inventory);
        var found = new ImportContext
        {
            Host = await new XapiReporter(pool).DescribeAsync(inventory, cancellationToken),
            Pool = XapiReporter.Report(storage, inventory),
            PlaceFor = (_, _) => $"a new VDI in {name}",
            Networks = networks,
            TakesWholeSize = XapiStorages.TakesWholeSize(storage),
            Machines = [.. new XapiMachines(pool.Name, inventory).List().Select(status => status.Record)],
        };
        return new XapiTarget(pool, found, networks, reference, TransferRoute.For(storage), options);
    }
}
