using Appliance.Formats.Xva;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>The networks of a pool: by name, by UUID, or by their bridge.</summary>
/// <param name="host">The pool, as the user calls it.</param>
/// <param name="inventory">What it knows.</param>
internal sealed class XapiNetworks(string host, XapiInventory inventory) : IHostNetworks
{
    // It connects machines to nobody else.
    private const string Internal = "is_host_internal_management_network";

    /// <summary>The names, for messages and lists.</summary>
    public IEnumerable<string> Names => Usable.Select(network => network.Value.Text("name_label")).Order(StringComparer.Ordinal);

    private IEnumerable<KeyValuePair<string, XmlRpcStruct>> Usable => inventory.Of("network").Where(network => IsForMachines(network.Value));

    /// <summary>Whether machines can be connected to a network.</summary>
    public static bool IsForMachines(XmlRpcStruct network) => !network.Map("other_config").ContainsKey(Internal);

    /// <inheritdoc/>
    public CardRecord? Find(string name)
        => XapiObjects.Only(host, "networks", name, [.. Meant(name).Select(network => network.Value)], network => network.Text("uuid")) is { } found ? On(found) : null;

    /// <inheritdoc/>
    /// <remarks>It is the only one.</remarks>
    public CardRecord Default(string wanted) => Usable.ToArray() switch
    {
        [var only] => On(only.Value),
        [] => throw new HostException(host, "has no network that a card could be connected to; make one, or leave the cards out with --no-network-cards"),
        _ => throw new HostException(host, $"has no network {wanted}; it has {List()}: choose one with --network \"{wanted}=NAME\""),
    };

    /// <inheritdoc/>
    public CardRecord Demand(string name) => Find(name) ?? throw new HostException(host, $"has no network {name}; it has {List()}");

    /// <summary>The reference of the network that a card is on, as <see cref="Find"/> or <see cref="Default"/> gave it.</summary>
    public string ReferenceOf(CardRecord card) => Meant(card.Bridge).First().Key;

    private IEnumerable<KeyValuePair<string, XmlRpcStruct>> Meant(string name) => Usable
        .Where(network => network.Value.Text("name_label") == name || network.Value.Text("uuid") == name || network.Value.Text("bridge") == name);

    // What has a namesake is told by its UUID.
    private CardRecord On(XmlRpcStruct network)
    {
        string name = network.Text("name_label");
        return new CardRecord { Mac = "", Bridge = Meant(name).Skip(1).Any() ? network.Text("uuid") : name };
    }

    private string List() => string.Join(", ", Names);
}
