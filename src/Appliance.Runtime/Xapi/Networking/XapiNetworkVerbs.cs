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

    /// <summary>
    /// Has every host of the pool connected to a new network by a VLAN; where that does not work, or is given up, all of it goes
    /// again. Its end is waited for in any case: half a pool is not told from a whole one.
    /// </summary>
    private async Task ConnectAsync(string network, string name, string pif, int vlan, CancellationToken cancellationToken)
    {
        try
        {
            await pool.Tasks.RunAsync("pool.create_VLAN_from_PIF", [pif, network, vlan], CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            if (await RemoveAsync(network) is { } problem && e is HostException first)
            {
                throw new HostException(pool.Name, first.Code, $"the network {name} is there half-made: {first.Message}; and it could not be removed: {problem}", first);
            }

            throw;
        }
    }

    /// <summary>Removes a network with the VLANs that hosts are on it by.</summary>
    /// <returns>Why it is still there; null where it is gone.</returns>
    private async Task<string?> RemoveAsync(string network)
    {
        try
        {
            foreach (string pif in (await pool.Session.CallAsync("network.get_PIFs", [network], CancellationToken.None)).Texts())
            {
                XmlRpcValue vlan = await pool.Session.CallAsync("PIF.get_VLAN_master_of", [pif], CancellationToken.None);
                await pool.Tasks.RunAsync("VLAN.destroy", [vlan], CancellationToken.None);
            }

            await pool.Session.CallAsync("network.destroy", [network], CancellationToken.None);
            return null;
        }
        catch (HostException e)
        {
            return e.Message;
        }
    }

    private async Task<string> CoordinatorAsync(CancellationToken cancellationToken)
        => (await pool.Session.AllAsync("pool", cancellationToken)).Values.First().Text("master");
}
