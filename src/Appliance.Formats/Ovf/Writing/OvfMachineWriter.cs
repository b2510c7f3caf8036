using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>Writes one machine as a VirtualSystem.</summary>
/// <param name="dialect">Writes the hardware.</param>
/// <param name="diskIds">The descriptor's names of disks, by the machine's.</param>
internal sealed class OvfMachineWriter(OvfDialectWriter dialect, IReadOnlyDictionary<string, string> diskIds)
{
    /// <summary>The element of a machine.</summary>
    public XElement Write(Machine machine) => new(
        Envelope + "VirtualSystem",
        new XAttribute(Envelope + "id", Clean(machine.Id)),
        Info("A virtual machine"),
        new XElement(Envelope + "Name", Clean(machine.Name)),
        dialect.OperatingSystem(machine.Guest),
        dialect.Hardware(machine, diskIds),
        Products(machine.Products),
        Licences(machine.Licences),
        Annotation(machine.Description),
        OvfHealthSection.Write(machine));

    /// <summary>Products and their settings.</summary>
    public IEnumerable<XElement> Products(IEnumerable<Product> products) => products.Select(product => new XElement(
        Envelope + "ProductSection",
        Attribute("class", product.Class),
        Attribute("instance", product.Instance),
        Info("An installed product"),
        Text("Product", product.Name),
        Text("Vendor", product.Vendor),
        Text("Version", product.Version),
        Text("FullVersion", product.FullVersion),
        Text("ProductUrl", product.ProductUrl),
        Text("VendorUrl", product.VendorUrl),
        Text("AppUrl", product.ApplicationUrl),
        Settings(product)));

    /// <summary>Licences.</summary>
    public static IEnumerable<XElement> Licences(IEnumerable<string> licences) => licences.Select(
        licence => new XElement(Envelope + "EulaSection", Info("A licence"), Text("License", licence)));

    /// <summary>What something is, in words.</summary>
    public static XElement? Annotation(string? description) => description is null ? null : new XElement(
        Envelope + "AnnotationSection", Info("A description"), new XElement(Envelope + "Annotation", Clean(description)));

    private IEnumerable<XElement?> Settings(Product product)
    {
        string? category = null;
        foreach (ProductProperty property in product.Properties)
        {
            // A heading is good for all that follow: an empty one ends it.
            if (property.Category != category)
            {
                yield return Text("Category", property.Category ?? "");
                category = property.Category;
            }

            yield return new XElement(
                Envelope + "Property",
                new XAttribute(Envelope + "key", Clean(ShortKey(property.Key, product))),
                new XAttribute(Envelope + "type", Clean(property.Type)),
                property.Qualifiers is null ? null : dialect.Qualifiers(property.Qualifiers),
                Attribute("value", property.Value),
                property.IsUserConfigurable ? new XAttribute(Envelope + "userConfigurable", true) : null,
                property.IsPassword ? new XAttribute(Envelope + "password", true) : null,
                Text("Label", property.Label),
                Text("Description", property.Description));
        }
    }

    /// <summary>The key without the class and instance that its section adds.</summary>
    private static string ShortKey(string key, Product product)
    {
        string prefix = string.IsNullOrEmpty(product.Class) ? "" : product.Class + ".";
        string suffix = string.IsNullOrEmpty(product.Instance) ? "" : "." + product.Instance;
        bool whole = key.Length > prefix.Length + suffix.Length
            && key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(suffix, StringComparison.Ordinal);
        return whole ? key[prefix.Length..^suffix.Length] : key;
    }
}
