using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>An OVF property: what a machine can be told when it is imported.</summary>
/// <param name="Key">Its full key.</param>
/// <param name="Type">Its type: <c>string</c>, <c>boolean</c>, <c>uint16</c>.</param>
/// <param name="Qualifiers">What values it takes besides; null where any will do.</param>
/// <param name="Value">What the package gives it; three stars for a secret, null where there is none.</param>
/// <param name="Label">What to call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Category">The heading it stands under.</param>
/// <param name="IsUserConfigurable">Whether the user may choose its value.</param>
/// <param name="IsPassword">Whether it is a secret.</param>
public sealed record PropertyReport(
    string Key, string Type, string? Qualifiers, string? Value, string? Label, string? Description, string? Category, bool IsUserConfigurable, bool IsPassword)
{
    internal static IReadOnlyList<PropertyReport> Of(IEnumerable<Product> products) => [.. products.SelectMany(product => product.Properties).Select(property => new PropertyReport(
        property.Key,
        property.Type,
        property.Qualifiers,
        property.IsPassword && !string.IsNullOrEmpty(property.Value) ? "***" : property.Value,
        property.Label,
        property.Description,
        property.Category,
        property.IsUserConfigurable,
        property.IsPassword))];
}
