using System.Text;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Puts the values of parameters into texts: <c>${name}</c>; <c>$${</c> stands for the characters themselves.</summary>
/// <param name="values">The values, by name.</param>
internal sealed class Substitution(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The same node with all parameters replaced.</summary>
    /// <exception cref="TemplateException">A text names one that is not declared.</exception>
    public TemplateNode Apply(TemplateNode node) => node switch
    {
        TemplateText text => text with { Value = Apply(text) },
        TemplateList list => list with { Items = [.. list.Items.Select(Apply)] },
        TemplateMap map => map with { Entries = [.. map.Entries.Select(entry => entry with { Value = Apply(entry.Value) })] },
        _ => node,
    };

    private string Apply(TemplateText text)
    {
        string rest = text.Value;
        var result = new StringBuilder();
        for (int at = rest.IndexOf("${", StringComparison.Ordinal); at >= 0; at = rest.IndexOf("${", StringComparison.Ordinal))
        {
            if (at > 0 && rest[at - 1] == '$')
            {
                result.Append(rest, 0, at - 1).Append("${");
                rest = rest[(at + 2)..];
                continue;
            }

            int end = rest.IndexOf('}', at);
            string name = end < 0 ? throw text.Error("a ${ has no end") : rest[(at + 2)..end];
            result.Append(rest, 0, at).Append(values.TryGetValue(name, out string? value) ? value
                : throw text.Error($"there is no parameter {name}; there are {(values.Count == 0 ? "none" : string.Join(", ", values.Keys))}"));
            rest = rest[(end + 1)..];
        }

        return result.Append(rest).ToString();
    }
}
