using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Networking;

/// <summary>The networks of a pool.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiNetworkVerbs(XapiContext pool) : INetworkVerbs
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken)
        => (await XapiNetworkList.ReadAsync(pool.Session, cancellationToken)).List();

    /// <inheritdoc/>
    public async Task<NetworkDetails> AddAsync(string name, string? pif, int? vlan, CancellationToken cancellationToken)
    {
        XapiNetworkList known = await XapiNetworkList.ReadAsync(pool.Session, cancellationToken);
        if (known.List().FirstOrDefault(network => network.Name == name) is { } taken)
        {
            throw new HostException(pool.Name, $"has a network {name} already ({taken.Uuid}): give another name");
        }

        string? carrier = pif is null ? null : new PifSearch(pool.Name, known.Pifs, await CoordinatorAsync(cancellationToken)).Demand(pif);
        string made = (await pool.Session.CallAsync("network.create", [Record(name)], CancellationToken.None)).Text();
        if (carrier is not null)
        {
            await ConnectAsync(made, name, carrier, vlan!.Value, cancellationToken);
        }

        return (await XapiNetworkList.ReadAsync(pool.Session, CancellationToken.None)).Describe(made);
    }

    private static XmlRpcStruct Record(string name) => new()
    {
        ["name_label"] = name,
        ["name_description"] = "",
        ["MTU"] = 1500,
        ["other_config"] = new XmlRpcStruct(),
        ["tags"] = new XmlRpcArray([]),
    };

    /// <summary>Has every host of the pool connected to a new network by a VLAN; where that does not work, the network goes again.</summary>
    private async Task ConnectAsync(string network, string name, string pif, int vlan, CancellationToken cancellationToken)
    {
        try
        {
            await pool.Tasks.RunAsync("pool.create_VLAN_from_PIF", [pif, network, vlan], cancellationToken);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            await RemoveAsync(network, name);
            throw;
        }
    }

    private async Task RemoveAsync(string network, string name)
    {
        try
        {
            await pool.Session.CallAsync("network.destroy", [network], CancellationToken.None);
        }
        catch (XapiException e)
        {
            throw new HostException(pool.Name, null, $"the network {name} is there half-made, and could not be removed: {e.Message}", e);
        }
    }

    private async Task<string> CoordinatorAsync(CancellationToken cancellationToken)
        => (await pool.Session.AllAsync("pool", cancellationToken)).Values.First().Text("master");
}
