using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfWriter;

namespace Appliance.Formats.Ovf;

/// <summary>Writes one machine as a VirtualSystem.</summary>
/// <param name="diskIds">The descriptor's names of disks, by the machine's.</param>
internal sealed class OvfMachineWriter(IReadOnlyDictionary<string, string> diskIds)
{
    private const int OtherSystem = 1; // CIM_OperatingSystem.OSType
    private const long MiB = 1 << 20;
    private const int CpuType = 3;
    private const int MemoryType = 4;
    private const int NetworkType = 10;
    private const int DriveType = 16;
    private const int DiskType = 19; // "Storage Extent": what XenCenter writes for its disks
    private const int DriveAddress = 3; // where XenCenter keeps the CD

    /// <summary>The element of a machine.</summary>
    public XElement Write(Machine machine) => new(
        Envelope + "VirtualSystem",
        new XAttribute(Envelope + "id", Clean(machine.Id)),
        Info("A virtual machine"),
        new XElement(Envelope + "Name", Clean(machine.Name)),
        OperatingSystem(machine.Guest),
        Hardware(machine),
        Products(machine.Products),
        Licences(machine.Licences),
        machine.Description is null ? null : new XElement(
            Envelope + "AnnotationSection", Info("A description"), new XElement(Envelope + "Annotation", Clean(machine.Description))));

    /// <summary>Products and their settings.</summary>
    public static IEnumerable<XElement> Products(IEnumerable<Product> products) => products.Select(product => new XElement(
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

    private static IEnumerable<XElement?> Settings(Product product)
    {
        string? category = null;
        foreach (ProductProperty property in product.Properties)
        {
            if (property.Category is not null && property.Category != category)
            {
                yield return Text("Category", category = property.Category);
            }

            yield return new XElement(
                Envelope + "Property",
                new XAttribute(Envelope + "key", Clean(ShortKey(property.Key, product))),
                new XAttribute(Envelope + "type", Clean(property.Type)),
                Attribute("qualifiers", property.Qualifiers),
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

    private static XElement OperatingSystem(GuestSystem guest) => new(
        Envelope + "OperatingSystemSection",
        new XAttribute(Envelope + "id", guest.CimId ?? OtherSystem),
        Attribute("version", guest.Version),
        Info("The guest operating system"),
        Text("Description", guest.Description ?? guest.VmwareId));

    private XElement Hardware(Machine machine)
    {
        int instance = 0;
        string NextId() => $"{++instance}";
        return new XElement(
            Envelope + "VirtualHardwareSection",
            machine.PropertyTransports.Count == 0 ? null : new XAttribute(Envelope + "transport", Clean(string.Join(' ', machine.PropertyTransports))),
            Info("Virtual hardware"),
            new XElement(
                Envelope + "System",
                new XElement(Vssd + "ElementName", "Virtual Hardware Family"),
                new XElement(Vssd + "InstanceID", "0"),
                new XElement(Vssd + "VirtualSystemIdentifier", Clean(machine.Name)),
                new XElement(Vssd + "VirtualSystemType", "hvm-3.0-unknown")),
            Item(NextId(), CpuType, $"{machine.Cpus} virtual CPUs", ("AllocationUnits", "count"), ("VirtualQuantity", $"{machine.Cpus}")),
            Item(NextId(), MemoryType, $"{machine.Memory / MiB} MB of memory", ("AllocationUnits", "byte * 2^20"), ("VirtualQuantity", $"{machine.Memory / MiB}")),
            machine.Disks.Select((disk, i) => DiskItem(NextId(), disk, i)),
            machine.OpticalDrives.Take(1).Select(_ => Item(NextId(), DriveType, "CD/DVD drive", ("AddressOnParent", $"{DriveAddress}"))),
            machine.NetworkCards.Select((card, i) => CardItem(NextId(), card, i)),
            OvfXenSettings.Of(machine));
    }

    private XElement DiskItem(string id, MachineDisk disk, int index)
    {
        int address = index < DriveAddress ? index : index + 1;
        return Item(
            id, DiskType, disk.Name, ("AddressOnParent", $"{address}"), ("Caption", "Hard Disk Image"), ("Connection", $"device={address}"),
            ("HostResource", $"ovf:/disk/{diskIds[disk.Id]}"));
    }

    private static XElement CardItem(string id, NetworkCard card, int index) => Item(
        id, NetworkType, card.Name.Length > 0 ? card.Name : $"Network adapter {index + 1}", ("Address", card.Mac), ("AddressOnParent", $"{index}"),
        ("AutomaticAllocation", card.IsConnected ? "true" : "false"), ("Connection", card.Network));

    /// <summary>An Item; its children stand in the order of their names, as the schema wants.</summary>
    private static XElement Item(string id, int type, string name, params (string Name, string? Value)[] fields) => new(
        Envelope + "Item",
        fields.Append(("ElementName", name)).Append(("InstanceID", id)).Append(("ResourceType", $"{type}"))
            .Where(field => field.Item2 is not null)
            .OrderBy(field => field.Item1, StringComparer.Ordinal)
            .Select(field => new XElement(Rasd + field.Item1, Clean(field.Item2!))));

    private static XElement? Text(string name, string? text) => text is null ? null : new XElement(Envelope + name, Clean(text));

    private static XAttribute? Attribute(string name, string? text) => text is null ? null : new XAttribute(Envelope + name, Clean(text));
}
