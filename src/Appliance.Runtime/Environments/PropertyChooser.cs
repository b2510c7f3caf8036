using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;

namespace Appliance.Runtime.Environments;

/// <summary>Gives the properties of machines their values: those that the user wants, or else those of the package.</summary>
/// <param name="group">The machines.</param>
/// <param name="wishes">What the user wants.</param>
internal sealed class PropertyChooser(MachineGroup group, IReadOnlyList<PropertyWish> wishes)
{
    // Properties of the whole are every machine's.
    private const string Whole = "";

    private readonly Dictionary<(string Machine, string Key), PropertyWish> _chosen = [];

    /// <summary>Chooses.</summary>
    /// <param name="warn">Gets what the user should do otherwise.</param>
    /// <returns>The properties of each machine, in the group's order: first its own, then those of the whole.</returns>
    /// <exception cref="UnsupportedImageException">There is no such property, it does not take the value, or it needs one.</exception>
    public IReadOnlyList<IReadOnlyList<ChosenProperty>> Choose(Action<string> warn)
    {
        foreach (PropertyWish wish in wishes)
        {
            Match(wish, warn);
        }

        ChosenProperty[] common = [.. PropertiesOf(group.Products).Select(property => Choose(Whole, property))];
        return [.. group.Machines.Select(machine => OwnOf(machine, common))];
    }

    private IReadOnlyList<ChosenProperty> OwnOf(Machine machine, ChosenProperty[] common)
        => [.. PropertiesOf(machine.Products).Select(property => Choose(machine.Id, property)).Concat(common).DistinctBy(chosen => chosen.Property.Key)];

    private static IEnumerable<ProductProperty> PropertiesOf(IEnumerable<Product> products) => products.SelectMany(product => product.Properties).DistinctBy(property => property.Key);

    private ChosenProperty Choose(string machine, ProductProperty property)
    {
        if (_chosen.TryGetValue((machine, property.Key), out PropertyWish? wish))
        {
            // Who gives a value by a file means that nobody else sees it.
            return new ChosenProperty(wish.IsPrivate ? property with { IsPassword = true } : property, wish.Value) { IsGiven = true };
        }

        return !OvfPropertyRules.NeedsValue(property) ? new ChosenProperty(property, property.Value ?? "")
            : throw Refused($"property {property.Key} needs a value: give --property{(property.IsPassword ? "-file" : "")} {property.Key}={(property.IsPassword ? "FILE" : "VALUE")}{(property.Label is { } label ? $" ({label})" : "")}");
    }

    private void Match(PropertyWish wish, Action<string> warn)
    {
        (string Machine, ProductProperty Property)[] found = [.. All().Where(own => own.Names.Contains(wish.Name)).Select(own => (own.Machine, own.Property))];
        if (found.Length != 1)
        {
            throw Refused(found.Length == 0
                ? $"has no property {wish.Name}; it has {(All().Any() ? string.Join(", ", All().Select(own => own.Property.Key).Distinct()) : "none")}"
                : $"there are several properties {wish.Name}: say which one by {string.Join(" or ", found.Select(own => $"{own.Machine}:{wish.Name}"))}");
        }

        (string machine, ProductProperty property) = found[0];
        Demand(property, wish);
        if (!_chosen.TryAdd((machine, property.Key), wish))
        {
            throw Refused($"property {property.Key} is given twice");
        }

        if (property.IsPassword && !wish.IsPrivate)
        {
            warn($"property {property.Key} is a password, and who looks at the running programs has seen it: give it with --property-file");
        }
    }

    private void Demand(ProductProperty property, PropertyWish wish)
    {
        if (!property.IsUserConfigurable)
        {
            throw Refused($"property {property.Key} is not the user's to choose: its package does not say userConfigurable");
        }

        if (OvfPropertyRules.ProblemOf(property, wish.Value) is { } problem)
        {
            throw Refused($"property {property.Key} {problem}");
        }
    }

    /// <summary>All properties, each with whose it is and what it may be called.</summary>
    private IEnumerable<(string Machine, ProductProperty Property, string[] Names)> All()
        => PropertiesOf(group.Products).Select(property => (Whole, property, (string[])[property.Key, $":{property.Key}"]))
            .Concat(group.Machines.SelectMany(machine => PropertiesOf(machine.Products).Select(
                property => (machine.Id, property, (string[])[property.Key, $"{machine.Id}:{property.Key}", $"{machine.Name}:{property.Key}"]))));

    private UnsupportedImageException Refused(string why) => new(group.Name, why);
}
