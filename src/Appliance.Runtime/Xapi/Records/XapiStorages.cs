using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Reporting;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>The storages of a pool that take disks: by name, by UUID, or the default one.</summary>
internal static class XapiStorages
{
    // Storage of these kinds gives a disk all of its room at once.
    private const string Thick = "lvm";

    /// <summary>Whether a disk takes its whole size there at once.</summary>
    public static bool TakesWholeSize(XmlRpcStruct storage) => storage.Text("type").StartsWith(Thick, StringComparison.Ordinal);

    /// <summary>The reference of the storage that is meant.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="inventory">What it knows.</param>
    /// <param name="wanted">Name or UUID; null for the pool's default one.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="HostException">There is none, or more than one of that name.</exception>
    public static async Task<string> FindAsync(XapiContext pool, XapiInventory inventory, string? wanted, CancellationToken cancellationToken)
    {
        KeyValuePair<string, XmlRpcStruct>[] usable = [.. inventory.Of("SR").Where(storage => XapiReporter.IsForDisks(storage.Value))];
        string names = string.Join(", ", usable.Select(storage => storage.Value.Text("name_label")).Order(StringComparer.Ordinal));
        if (wanted is null)
        {
            string usual = (await pool.Session.AllAsync("pool", cancellationToken)).Values.First().Text("default_SR");
            return usable.Any(storage => storage.Key == usual) ? usual
                : throw new HostException(pool.Name, $"has no default storage; name one of {names}");
        }

        string[] found = [.. usable.Where(storage => storage.Value.Text("name_label") == wanted || storage.Value.Text("uuid") == wanted).Select(storage => storage.Key)];
        return XapiObjects.Only(pool.Name, "storages", wanted, found, storage => inventory.Of("SR")[storage].Text("uuid"))
            ?? throw new HostException(pool.Name, $"has no storage {wanted}; it has {names}");
    }
}
