namespace Appliance.Builder.Templates.Reading;

/// <summary>Values by their keys.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">In the order of the file.</param>
internal sealed record TemplateMap(Place Place, IReadOnlyList<TemplateEntry> Entries) : TemplateNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a map";

    /// <summary>The value of a key; null where it is not there.</summary>
    public TemplateNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The same without a key.</summary>
    public TemplateMap Without(string key) => this with { Entries = [.. Entries.Where(entry => entry.Key != key)] };

    /// <summary>
    /// Lays another map over this one: its texts win, maps are laid over each other in turn, and lists follow on those below. A list
    /// that begins with nothing (<c>~</c>) takes the place of the one below.
    /// </summary>
    public TemplateMap Under(TemplateMap upper)
    {
        List<TemplateEntry> entries = [.. Entries.Select(entry => upper.Find(entry.Key) is { } over ? entry with { Value = Merge(entry.Value, over) } : entry)];
        entries.AddRange(upper.Entries.Where(entry => Find(entry.Key) is null));
        return new TemplateMap(upper.Place, entries);
    }

    private static TemplateNode Merge(TemplateNode lower, TemplateNode upper) => (lower, upper) switch
    {
        (TemplateMap below, TemplateMap over) => below.Under(over),
        (TemplateList, TemplateList { Items: [TemplateText { IsNull: true }, ..] } over) => over with { Items = [.. over.Items.Skip(1)] },
        (TemplateList below, TemplateList over) => over with { Items = [.. below.Items, .. over.Items] },
        _ => upper,
    };
}
