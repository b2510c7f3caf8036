using Appliance.Formats.Machines;

namespace Appliance.Converter.Mapping;

/// <summary>Connects network cards to other networks, or takes them away.</summary>
internal static class NetworkMapper
{
    /// <summary>The group with the networks of <paramref name="mapping"/>.</summary>
    /// <exception cref="OptionException">The mapping names a network that no card of the group is on.</exception>
    public static MachineGroup Apply(MachineMapping mapping, MachineGroup group)
    {
        RefuseUnknown(mapping, group);
        if (mapping.DropsNetworkCards)
        {
            return group with { Networks = [], Machines = [.. group.Machines.Select(machine => machine with { NetworkCards = [] })] };
        }
        return mapping.Networks.Count == 0 ? group : group with
        {
            Networks = [.. group.Networks.Select(network => network with { Name = NewName(mapping, network.Name)! }).DistinctBy(network => network.Name)],
            Machines = [.. group.Machines.Select(machine => Connect(mapping, machine))],
        };
    }

    /// <summary>The networks that a group's cards are on or that it declares, each once.</summary>
    public static IReadOnlyList<string> NamesIn(MachineGroup group)
        => [.. group.Networks.Select(network => network.Name)
            .Concat(group.Machines.SelectMany(machine => machine.NetworkCards).Select(card => card.Network))
            .OfType<string>().Distinct()];

    private static Machine Connect(MachineMapping mapping, Machine machine) => machine with
    {
        NetworkCards = [.. machine.NetworkCards.Select(card => card with { Network = NewName(mapping, card.Network) })],
    };

    private static string? NewName(MachineMapping mapping, string? name)
        => name is not null && mapping.Networks.TryGetValue(name, out string? own) ? own
            : mapping.Networks.GetValueOrDefault(MachineMapping.EveryNetwork, name!);

    private static void RefuseUnknown(MachineMapping mapping, MachineGroup group)
    {
        IReadOnlyList<string> known = NamesIn(group);
        string? unknown = mapping.Networks.Keys.FirstOrDefault(name => name != MachineMapping.EveryNetwork && !known.Contains(name));
        if (unknown is not null)
        {
            throw new OptionException(known.Count == 0
                ? $"there is no network \"{unknown}\"; the machines are on none"
                : $"there is no network \"{unknown}\"; there are: {Quote.List(known)}");
        }
    }
}
