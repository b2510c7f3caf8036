using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>Finds the storage and the networks of a pool that a user means.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="storages">Its storage repositories, by reference.</param>
/// <param name="networks">Its networks, by reference.</param>
/// <param name="usualStorage">The reference of its default storage.</param>
internal sealed class XapiPlaces(
    string host, IReadOnlyDictionary<string, XmlRpcStruct> storages, IReadOnlyDictionary<string, XmlRpcStruct> networks, string usualStorage)
{
    // What is on every host, and connects machines to nobody else.
    private const string Internal = "is_host_internal_management_network";

    /// <summary>The storage of a name or UUID; the pool's default one where none is named.</summary>
    /// <returns>Its reference.</returns>
    /// <exception cref="HostException">There is none, or more than one of that name.</exception>
    public string Storage(string? wanted)
    {
        if (wanted is not null)
        {
            return One("storage", wanted, storages, record => record.Text("name_label") == wanted || record.Text("uuid") == wanted);
        }

        return storages.ContainsKey(usualStorage) ? usualStorage
            : throw new HostException(host, $"has no default storage; name one with --pool: {Names(storages.Where(pair => IsForDisks(pair.Value)))}");
    }

    /// <summary>The network of a name, UUID or bridge.</summary>
    /// <returns>Its reference; null where there is none.</returns>
    /// <exception cref="HostException">There are several of that name.</exception>
    public string? FindNetwork(string wanted)
    {
        string[] found = [.. networks.Where(pair => Means(pair.Value, wanted)).Select(pair => pair.Key)];
        return found.Length <= 1 ? found.FirstOrDefault()
            : throw new HostException(host, $"has {found.Length} networks called {wanted}; name one by its UUID: {string.Join(", ", found.Select(reference => networks[reference].Text("uuid")))}");
    }

    /// <summary>The network that is taken where the pool has none of that name: the only one.</summary>
    /// <exception cref="HostException">There are several; the message lists them.</exception>
    public string UsualNetwork(string wanted)
    {
        KeyValuePair<string, XmlRpcStruct>[] possible = [.. networks.Where(pair => !pair.Value.Map("other_config").ContainsKey(Internal))];
        return possible.Length == 1 ? possible[0].Key
            : throw new HostException(host, $"has no network {wanted}; choose one with --network \"{wanted}=NAME\": {Names(possible)}");
    }

    /// <summary>What a storage or a network is called.</summary>
    public string NameOf(string reference) => (storages.GetValueOrDefault(reference) ?? networks[reference]).Text("name_label");

    private static bool Means(XmlRpcStruct network, string wanted)
        => network.Text("name_label") == wanted || network.Text("uuid") == wanted || network.Text("bridge") == wanted;

    private static bool IsForDisks(XmlRpcStruct storage) => storage.Text("content_type") != "iso";

    private string One(string what, string wanted, IReadOnlyDictionary<string, XmlRpcStruct> all, Func<XmlRpcStruct, bool> isMeant)
    {
        string[] found = [.. all.Where(pair => isMeant(pair.Value)).Select(pair => pair.Key)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new HostException(host, $"has no {what} {wanted}; it has {Names(all)}"),
            _ => throw new HostException(host, $"has {found.Length} of the {what} {wanted}; name one by its UUID: {string.Join(", ", found.Select(reference => all[reference].Text("uuid")))}"),
        };
    }

    private static string Names(IEnumerable<KeyValuePair<string, XmlRpcStruct>> objects)
        => string.Join(", ", objects.Select(pair => pair.Value.Text("name_label")).Order(StringComparer.Ordinal));
}
