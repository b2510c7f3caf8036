using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>The networks of a host, by the names that users have for them.</summary>
internal interface IHostNetworks
{
    /// <summary>The network of a name.</summary>
    /// <returns>A card on it, without a MAC address; null where the host has none of that name.</returns>
    /// <exception cref="HostException">It is there, but not as it is wanted, or more than once.</exception>
    CardRecord? Find(string name);

    /// <summary>The network that is taken where none of the host's is named.</summary>
    /// <param name="wanted">What to call the machine's own network in the message.</param>
    /// <exception cref="HostException">There are several, or none; the message lists them.</exception>
    CardRecord Default(string wanted);

    /// <summary>The network of a name that has to be there.</summary>
    /// <exception cref="HostException">It is not; the message lists those that are.</exception>
    CardRecord Demand(string name);
}
