using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Xl.Networking;

/// <summary>The bridges of a host with xl, which are looked up and not made.</summary>
/// <param name="host">The host.</param>
internal sealed class XlNetworks(XlContext host) : INetworkVerbs
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken)
        => [.. (await host.DescribeAsync(cancellationToken)).Networks.Select(network => new NetworkDetails(network.Bridge, network.Bridge))];

    /// <inheritdoc/>
    public Task<NetworkDetails> AddAsync(string name, string? pif, int? vlan, CancellationToken cancellationToken)
        => throw new HostException(host.Name, "no networks are made on a host with xl: its own network configuration makes bridges; of Open vSwitch's a VLAN is named as ovsbr0.10");
}
