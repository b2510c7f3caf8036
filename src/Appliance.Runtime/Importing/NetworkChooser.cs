using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>
/// Finds the network of a host that a name means: a bridge (<c>xenbr0</c>), a VLAN of an Open vSwitch (<c>ovsbr0.10</c>), several
/// (<c>ovsbr0:10,20</c>), or several behind one of its own (<c>ovsbr0.1:10,20</c>), as Xen's vif-openvswitch takes them.
/// </summary>
/// <param name="host">The host.</param>
internal sealed partial class NetworkChooser(HostReport host) : IHostNetworks
{
    private const string UsualBridge = "xenbr0";

    private const int LastVlan = 4094;

    /// <inheritdoc/>
    public CardRecord? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (BridgeOf(name) is { } bridge)
        {
            return On(bridge);
        }

        Match match = WithVlans().Match(name);
        if (!match.Success || BridgeOf(match.Groups["bridge"].Value) is not { } tagged)
        {
            return null;
        }

        if (!tagged.IsOpenVswitch)
        {
            throw new HostException(host.Name, $"{tagged.Bridge} is a Linux bridge, which takes no VLANs for machines; make a bridge over the VLAN there and name that, or name a bridge of Open vSwitch");
        }

        string[] vlans = [.. Numbers().Matches(match.Groups["vlans"].Value).Select(number => number.Value)];
        return Array.Find(vlans, vlan => !int.TryParse(vlan, out int id) || id is < 1 or > LastVlan) is { } wrong
            ? throw new HostException(host.Name, $"{name}: VLANs go from 1 to {LastVlan}, and {wrong} does not")
            : On(tagged) with { Vlan = match.Groups["vlans"].Value.TrimStart('.') };
    }

    /// <inheritdoc/>
    /// <remarks>It is the only one, or xenbr0.</remarks>
    public CardRecord Default(string wanted) => host.Networks switch
    {
        [NetworkReport only] => On(only),
        _ when BridgeOf(UsualBridge) is { } usual => On(usual),
        [] => throw new HostException(host.Name, "has no bridge that a network card could be connected to; make one, or leave the cards out with --no-network-cards"),
        _ => throw new HostException(host.Name, $"has no network {wanted}; it has {List()}: choose one with --network \"{wanted}=NAME\""),
    };

    /// <inheritdoc/>
    public CardRecord Demand(string name) => Find(name)
        ?? throw new HostException(host.Name, $"has no network {name}; it has {(host.Networks.Count > 0 ? List() : "none")}");

    private string List() => string.Join(", ", host.Networks.Select(network => network.Bridge));

    private NetworkReport? BridgeOf(string name) => host.Networks.FirstOrDefault(network => network.Bridge == name);

    private static CardRecord On(NetworkReport network) => new() { Mac = "", Bridge = network.Bridge, IsOpenVswitch = network.IsOpenVswitch };

    [GeneratedRegex(@"^(?<bridge>[^.:]+)(?<vlans>(\.[0-9]+)?(:[0-9]+(,[0-9]+)*)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex WithVlans();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, MatchLimit.Milliseconds)]
    private static partial Regex Numbers();
}
