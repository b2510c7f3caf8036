using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Reporting;

/// <summary>Tells all storage repositories of a pool, those of discs and drives too.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiStorageList(XapiContext pool)
{
    /// <summary>All of them, by name.</summary>
    /// <exception cref="HostException">The pool does not answer.</exception>
    public async Task<IReadOnlyList<StorageReport>> ReadAsync(CancellationToken cancellationToken)
    {
        XapiInventory inventory = await XapiInventory.ReadAsync(pool.Session, cancellationToken);
        string usual = (await pool.Session.AllAsync("pool", cancellationToken)).Values.First().Text("default_SR");
        return [.. inventory.Of("SR").Select(storage => Describe(storage.Value, inventory) with { IsDefault = storage.Key == usual })
            .OrderBy(storage => storage.Name, StringComparer.Ordinal).ThenBy(storage => storage.Uuid)];
    }

    private static StorageReport Describe(XmlRpcStruct storage, XapiInventory inventory)
    {
        PoolReport room = XapiReporter.Report(storage, inventory);
        return new StorageReport(room.Pool.Name, storage.Text("type"), room.Size, room.Free)
        {
            Uuid = Guid.Parse(storage.Text("uuid")),
            TakesWholeSize = XapiStorages.TakesWholeSize(storage),
            IsShared = storage.Flag("shared"),
            IsForDiscs = !XapiReporter.IsForDisks(storage),
            Problem = room.Problem,
        };
    }
}
