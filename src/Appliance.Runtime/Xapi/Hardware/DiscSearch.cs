using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Hardware;

/// <summary>Finds discs in the ISO storages of a pool. What somebody has just put into one is found after a scan.</summary>
/// <param name="pool">The pool.</param>
internal sealed class DiscSearch(XapiContext pool)
{
    // A message is a line to be read.
    private const int MostNames = 10;

    /// <summary>The disc of a name.</summary>
    /// <param name="inventory">What the pool knows.</param>
    /// <param name="disc">Name or UUID.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <returns>Its reference, and its name.</returns>
    /// <exception cref="HostException">There is none, or more than one of that name.</exception>
    public async Task<(string Reference, string Name)> DemandAsync(XapiInventory inventory, string disc, CancellationToken cancellationToken)
    {
        if (Find(inventory, disc) is { } found)
        {
            return found;
        }

        IReadOnlyList<string> problems = await ScanAsync(inventory, cancellationToken);
        XapiInventory scanned = await XapiInventory.ReadAsync(pool.Session, cancellationToken);
        return Find(scanned, disc) ?? throw new HostException(pool.Name, string.Join("; ", [$"has no disc {disc}", List(scanned), .. problems]));
    }

    /// <summary>Scans all libraries. One that is out of reach does not hide the discs of the others.</summary>
    /// <returns>Which ones could not be scanned, and why.</returns>
    private async Task<IReadOnlyList<string>> ScanAsync(XapiInventory inventory, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (string library in Libraries(inventory))
        {
            try
            {
                await pool.Tasks.RunAsync("SR.scan", [library], cancellationToken);
            }
            catch (HostException e)
            {
                problems.Add($"{inventory.Find(library)!.Text("name_label")} could not be scanned: {e.Message}");
            }
        }

        return problems;
    }

    private (string Reference, string Name)? Find(XapiInventory inventory, string disc)
    {
        KeyValuePair<string, XmlRpcStruct>[] found = [.. Discs(inventory).Where(each => each.Value.Text("name_label") == disc || each.Value.Text("uuid") == disc)];
        return XapiObjects.Only(pool.Name, "discs", disc, [.. found.Select(each => each.Key)], reference => inventory.Find(reference)!.Text("uuid")) is { } only
            ? (only, inventory.Find(only)!.Text("name_label")) : null;
    }

    private static IEnumerable<KeyValuePair<string, XmlRpcStruct>> Discs(XapiInventory inventory)
    {
        HashSet<string> libraries = [.. Libraries(inventory)];
        return inventory.Of("VDI").Where(disc => libraries.Contains(disc.Value.Text("SR")) && !disc.Value.Flag("missing"));
    }

    private static IEnumerable<string> Libraries(XapiInventory inventory) => inventory.Of("SR")
        .Where(storage => storage.Value.Text("content_type") == "iso" && inventory.All(storage.Value, "PBDs").Any(plug => plug.Flag("currently_attached"))).Select(storage => storage.Key);

    private static string List(XapiInventory inventory)
    {
        string[] names = [.. Discs(inventory).Select(disc => disc.Value.Text("name_label")).Order(StringComparer.Ordinal)];
        return names.Length == 0 ? "no disc is in an ISO storage that a host has attached"
            : $"it has {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? $" and {names.Length - MostNames} more" : "")}";
    }
}
