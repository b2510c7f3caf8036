using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Migrating;

/// <summary>A move from one pool to another, with all disks.</summary>
/// <param name="target">The pool it goes to.</param>
/// <param name="vm">The machine.</param>
/// <param name="here">What its pool knows.</param>
/// <param name="networks">The networks there.</param>
/// <param name="members">The hosts there.</param>
/// <param name="storage">Where the disks go.</param>
/// <param name="options">What was wished.</param>
internal sealed class RouteBetween(XapiContext target, XapiVm vm, XapiInventory here, XapiNetworks networks, XapiMembers members, MoveStorage storage, MigrationOptions options) : IMoveRoute
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<XapiMember>> ChooseAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<XapiMember> all = options.Member is { } named ? [members.Find(named)] : await members.SortAsync(cancellationToken);
        return all.Count > 0 ? all : throw new HostException(target.Name, "none of its hosts takes machines at the moment; xe host-enable ends maintenance");
    }

    /// <inheritdoc/>
    public async Task<MoveStep> PlanAsync(XapiMember member, CancellationToken cancellationToken)
    {
        XmlRpcStruct cards = Connect();
        // No storage is the same there, even if it has the name.
        XmlRpcStruct disks = await storage.MapAsync(MoveStorage.DisksOf(here, vm).Select(disk => (disk, "")), member, cancellationToken);
        return MoveStep.Whole(vm.Reference, member, await members.AwaitAsync(member, cancellationToken), disks, cards);
    }

    // Its snapshots move along, and may have cards that it has no more.
    private XmlRpcStruct Connect()
    {
        string[] cards = [.. vm.Fields.Texts("VIFs"), .. here.All(vm.Fields, "snapshots").SelectMany(snapshot => snapshot.Texts("VIFs"))];
        Dictionary<string, string> names = cards.Where(card => here.Find(card) is not null)
            .ToDictionary(card => card, card => here.Find(here.Find(card)!.Text("network"))?.Text("name_label") ?? "", StringComparer.Ordinal);
        if (options.Networks.Keys.FirstOrDefault(name => !names.ContainsValue(name)) is { } unknown)
        {
            throw new HostException(target.Name, $"{vm.Name} has no network card on {unknown}; it has some on {string.Join(", ", names.Values.Distinct())}");
        }

        var map = new XmlRpcStruct();
        foreach ((string card, string name) in names)
        {
            map[card] = networks.ReferenceOf(Demand(options.Networks.GetValueOrDefault(name, name), name));
        }

        return map;
    }

    private Machines.CardRecord Demand(string there, string name) => networks.Find(there)
        ?? throw new HostException(target.Name, $"has no network {there}; it has {string.Join(", ", networks.Names)}: choose one with --network \"{name}=NAME\"");
}
