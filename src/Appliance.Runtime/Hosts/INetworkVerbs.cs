namespace Appliance.Runtime.Hosts;

/// <summary>The networks of a host.</summary>
public interface INetworkVerbs
{
    /// <summary>All networks, by name.</summary>
    /// <exception cref="HostException">The host does not answer.</exception>
    Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a network: a VLAN, or one that is internal to each host.</summary>
    /// <param name="name">Its name, which no other may have.</param>
    /// <param name="pif">The interface that carries the VLAN on every host: a device (<c>eth0</c>), or a PIF's UUID; null for an internal network.</param>
    /// <param name="vlan">The VLAN, from 0 to 4094; null for an internal network.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of it then.</param>
    /// <returns>The network as it is now.</returns>
    /// <exception cref="HostException">There is such a network or VLAN, no such interface, or networks are not made there.</exception>
    Task<NetworkDetails> AddAsync(string name, string? pif, int? vlan, CancellationToken cancellationToken);
}
