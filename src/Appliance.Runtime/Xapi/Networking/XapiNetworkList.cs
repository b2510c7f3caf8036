using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Networking;

/// <summary>What a pool knows of its networks, and of the interfaces that they are on.</summary>
/// <param name="networks">The networks, by reference.</param>
/// <param name="pifs">The PIFs, by reference.</param>
/// <param name="hosts">The hosts, by reference.</param>
internal sealed class XapiNetworkList(
    IReadOnlyDictionary<string, XmlRpcStruct> networks, IReadOnlyDictionary<string, XmlRpcStruct> pifs, IReadOnlyDictionary<string, XmlRpcStruct> hosts)
{
    /// <summary>The PIFs, by reference.</summary>
    public IReadOnlyDictionary<string, XmlRpcStruct> Pifs => pifs;

    /// <summary>Reads it.</summary>
    public static async Task<XapiNetworkList> ReadAsync(XapiSession session, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, XmlRpcStruct>[] classes = await Task.WhenAll(((string[])["network", "PIF", "host"]).Select(name => session.AllAsync(name, cancellationToken)));
        return new XapiNetworkList(classes[0], classes[1], classes[2]);
    }

    /// <summary>All networks, by name.</summary>
    public IReadOnlyList<NetworkDetails> List()
        => [.. networks.Values.Select(Describe).OrderBy(network => network.Name, StringComparer.Ordinal).ThenBy(network => network.Bridge, StringComparer.Ordinal)];

    /// <summary>A network, by reference.</summary>
    public NetworkDetails Describe(string reference) => Describe(networks[reference]);

    private NetworkDetails Describe(XmlRpcStruct network)
    {
        XmlRpcStruct[] on = [.. network.Texts("PIFs").Select(pif => pifs.GetValueOrDefault(pif)).OfType<XmlRpcStruct>()];
        return new NetworkDetails(network.Text("name_label"), network.Text("bridge"))
        {
            Uuid = Guid.Parse(network.Text("uuid")),
            // -1 is no VLAN; all PIFs of a network have the same.
            Vlan = on.Select(pif => (int?)pif.Number("VLAN")).FirstOrDefault(vlan => vlan >= 0),
            Pifs = [.. on.Select(DescribePif).OrderBy(pif => pif.Host, StringComparer.Ordinal).ThenBy(pif => pif.Device, StringComparer.Ordinal)],
            IsForMachines = XapiNetworks.IsForMachines(network),
        };
    }

    private PifReport DescribePif(XmlRpcStruct pif) => new(
        hosts.GetValueOrDefault(pif.Text("host"))?.Text("name_label") ?? "", pif.Text("device"), Guid.Parse(pif.Text("uuid")), pif.Flag("currently_attached"));
}
