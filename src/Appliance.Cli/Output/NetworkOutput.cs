using Appliance.Runtime.Hosts;

namespace Appliance.Cli.Output;

/// <summary>Prints the networks of a host, for people or as JSON.</summary>
internal static class NetworkOutput
{
    /// <summary>What host network shows.</summary>
    public static void Write(IReadOnlyList<NetworkDetails> networks, bool json)
    {
        if (json)
        {
            JsonOutput.Write(networks, JsonTypes.Default.IReadOnlyListNetworkDetails);
            return;
        }

        foreach (NetworkDetails network in networks)
        {
            Write(network);
        }
    }

    /// <summary>What host network add shows.</summary>
    public static void WriteMade(NetworkDetails network, bool json)
    {
        if (json)
        {
            JsonOutput.Write(network, JsonTypes.Default.NetworkDetails);
        }
        else
        {
            Write(network);
        }
    }

    private static void Write(NetworkDetails network)
    {
        string vlan = network.Vlan is { } number ? $", VLAN {number}" : "", uuid = network.Uuid is { } id ? $", {id}" : "";
        TextOutput.Line($"{network.Name}: bridge {network.Bridge}{vlan}{(network.IsForMachines ? "" : ", not for machines")}{uuid}");
        foreach (PifReport pif in network.Pifs)
        {
            TextOutput.Line($"  {pif.Device} of {pif.Host}{(pif.IsConnected ? "" : ", unplugged")}, {pif.Uuid}");
        }
    }
}
