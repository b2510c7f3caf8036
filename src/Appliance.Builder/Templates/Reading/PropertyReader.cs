using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a user can say when the appliance is deployed (OVF Property).</summary>
/// <param name="product">The class of the product that it belongs to; null for none.</param>
internal sealed class PropertyReader(string? product)
{
    // DSP0243 1.1, table 6.
    private static readonly string[] Types = ["string", "boolean", "uint8", "sint8", "uint16", "sint16", "uint32", "sint32", "uint64", "sint64", "real32", "real64"];

    /// <summary>Reads one.</summary>
    public ProductProperty Read(MapReader map)
    {
        TemplateText? type = map.Text("type");
        if (type is not null && !Types.Contains(type.Value))
        {
            throw type.Error($"the type of a property is {string.Join(", ", Types)}, not {type.Value}");
        }

        var property = new ProductProperty
        {
            Key = KeyOf(map.Demand("key")),
            Type = type?.Value ?? "string",
            Value = map.Text("default")?.Value,
            Qualifiers = map.Text("qualifiers")?.Value,
            Category = map.Text("category")?.Value,
            Label = map.Text("label")?.Value,
            Description = map.Text("description")?.Value,
            IsUserConfigurable = !(map.Flag("fixed") ?? false),
            IsPassword = map.Flag("password") ?? false,
        };
        map.End();
        if (property is { IsPassword: false, Value: { Length: > 0 } value } && OvfPropertyRules.ProblemOf(property, value) is { } problem)
        {
            throw map.Text("default")!.Error($"the property {property.Key} {problem}, and its default is another");
        }

        return property is { IsPassword: true, Value.Length: > 0 } ? throw map.Text("default")!.Error("a password has no default, which everybody could read in the package") : property;
    }

    private string KeyOf(TemplateText text)
        => text.Value.Length is > 0 and <= 255 && text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            ? product is null ? text.Value : $"{product}.{text.Value}"
            : throw text.Error($"the key of a property has letters, digits, ., - and _; {text.Value} has others");
}
