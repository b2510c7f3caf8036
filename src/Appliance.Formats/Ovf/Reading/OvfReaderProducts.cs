using System.Xml.Linq;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>Reads ProductSections.</summary>
internal static class OvfReaderProducts
{
    /// <summary>The products of a machine or a collection.</summary>
    public static IReadOnlyList<Product> Read(OvfReaderContext context, XElement owner)
        => [.. owner.Sections("ProductSection").Where(context.Configurations.Includes).Select(section => ReadProduct(context, section))];

    private static Product ReadProduct(OvfReaderContext context, XElement section)
    {
        string? TextOf(string name) => context.Strings.TextOf(section.One(name));
        return new Product
        {
            Class = section.Text("class"),
            Instance = section.Text("instance"),
            Name = TextOf("Product"),
            Vendor = TextOf("Vendor"),
            Version = TextOf("Version"),
            FullVersion = TextOf("FullVersion"),
            ProductUrl = TextOf("ProductUrl"),
            VendorUrl = TextOf("VendorUrl"),
            ApplicationUrl = TextOf("AppUrl"),
            Properties = ReadProperties(context, section),
        };
    }

    private static List<ProductProperty> ReadProperties(OvfReaderContext context, XElement section)
    {
        var properties = new List<ProductProperty>();
        var keys = new HashSet<string>();
        string? category = null;
        foreach (XElement element in section.Elements())
        {
            if (element.Name.LocalName == "Category")
            {
                category = context.Strings.TextOf(element);
            }
            else if (element.Name.LocalName == "Property" && context.Configurations.Includes(element) && ReadProperty(context, section, element) is { } property)
            {
                properties.Add(property with { Category = category });
                WarnOfDuplicate(context, element, property.Key, keys);
            }
        }

        return properties;
    }

    private static ProductProperty? ReadProperty(OvfReaderContext context, XElement section, XElement element)
    {
        if (element.Text("key") is not { } key)
        {
            context.Warn(element, "a property without a key is left out");
            return null;
        }

        string type = element.Text("type") ?? "string";
        return new ProductProperty
        {
            Key = OvfReaderProperties.KeyOf(section, key),
            Type = type,
            Qualifiers = QualifiersOf(element),
            Value = context.Properties.ValueOf(element),
            Label = context.Strings.TextOf(element.One("Label")),
            Description = context.Strings.TextOf(element.One("Description")),
            IsUserConfigurable = OvfXml.Boolean(element.Raw("userConfigurable") ?? element.Raw("configurableByUser")) ?? false,
            IsPassword = OvfXml.Boolean(element.Raw("password")) ?? type.StartsWith("password", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>OVF's and VMware's qualifiers: they come as two attributes of the same local name.</summary>
    private static string? QualifiersOf(XElement element)
        => OvfXml.Meaningful(string.Join(' ', element.Attributes().Where(a => a.Name.LocalName == "qualifiers").Select(a => a.Value.Trim())));

    private static void WarnOfDuplicate(OvfReaderContext context, XElement element, string key, HashSet<string> keys)
    {
        if (!keys.Add(key))
        {
            context.Warn(element, $"property {RelativeName.Printable(key)} is there more than once; the first one counts");
        }
    }
}
