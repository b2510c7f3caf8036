using Appliance.Formats.Machines;

namespace Appliance.Converter.Preparing.Linux.Network;

/// <summary>Finds which of a machine's cards a guest means by its names.</summary>
/// <param name="cards">The cards, in the order of Xen's interfaces.</param>
/// <param name="xenName">What Xen calls the card of a number.</param>
internal sealed class CardPlanner(IReadOnlyList<NetworkCard> cards, Func<int, string> xenName)
{
    private readonly string?[] _macs = [.. cards.Select(card => MacAddress.Normalize(card.Mac))];

    /// <summary>One plan for each card that is named: by address where one is stated, else by order.</summary>
    public IReadOnlyList<CardPlan> Plan(IEnumerable<CardName> names)
    {
        CardName[] known = [.. names.Where(name => InterfaceNames.IsCard(name.Name)).GroupBy(name => name.Name)
            .Select(group => group.FirstOrDefault(name => name.Mac is not null) ?? group.First())];
        var plans = new SortedDictionary<int, CardPlan>();
        foreach (CardName name in known.Where(name => name.Mac is not null))
        {
            if (Array.IndexOf(_macs, name.Mac) is var card and >= 0)
            {
                plans.TryAdd(card, Make(card, name.Name, isGuessed: false));
            }
        }

        // A name with an address that no card has is left over from another machine, unless a card's address is open.
        string[] rest = [.. known.Where(name => plans.Values.All(plan => plan.Name != name.Name) && (name.Mac is null || _macs.Contains(null)))
            .Select(name => name.Name).OrderBy(InterfaceNames.OrderOf, StringComparer.Ordinal)];
        int[] free = [.. Enumerable.Range(0, cards.Count).Where(card => !plans.ContainsKey(card))];
        foreach ((int card, string name) in free.Zip(rest))
        {
            plans.Add(card, Make(card, name, isGuessed: free.Length > 1));
        }

        return [.. plans.Values];
    }

    private CardPlan Make(int card, string name, bool isGuessed) => new(card, name, xenName(card), _macs[card], isGuessed);
}
