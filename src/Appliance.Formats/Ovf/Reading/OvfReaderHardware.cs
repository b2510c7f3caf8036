using System.Xml.Linq;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>One VirtualHardwareSection: its types, and the items that belong to the chosen configuration.</summary>
internal sealed class OvfReaderHardware
{
    private static readonly string[] KnownFamilies = ["vmx", "virtualbox", "xen", "hvm"];

    private OvfReaderHardware(XElement section, IReadOnlyList<OvfItem> items)
    {
        Section = section;
        Types = TypesOf(section);
        Items = items;
    }

    public XElement Section { get; }

    /// <summary>The hardware generations, such as vmx-19.</summary>
    public string[] Types { get; }

    public IReadOnlyList<OvfItem> Items { get; }

    /// <summary>Whether XenCenter, or a tool that writes its dialect, made this.</summary>
    public bool IsXen => Types.Any(type => type.StartsWith("xen", StringComparison.OrdinalIgnoreCase) || type.StartsWith("hvm", StringComparison.OrdinalIgnoreCase));

    /// <summary>Of several sections, the first of a family that is known; null where a machine has none.</summary>
    public static OvfReaderHardware? Read(OvfReaderContext context, XElement system)
    {
        XElement[] sections = [.. system.Sections("VirtualHardwareSection").Where(context.Configurations.Includes)];
        XElement? section = sections.FirstOrDefault(s => TypesOf(s).Any(IsKnown)) ?? sections.FirstOrDefault();
        if (section is null)
        {
            context.Warn(system, "a virtual system has no VirtualHardwareSection");
            return null;
        }

        if (sections.Length > 1)
        {
            context.Warn(section, $"one of {sections.Length} virtual hardware sections was chosen: {RelativeName.Printable(string.Join(' ', TypesOf(section)))}");
        }

        return new OvfReaderHardware(section, SelectItems(context, section));
    }

    public IEnumerable<OvfItem> OfType(params int[] types) => Items.Where(item => types.Contains(item.Type));

    private static string[] TypesOf(XElement section) => OvfXml.SplitList(section.One("System")?.TextOf("VirtualSystemType"));

    private static bool IsKnown(string type)
        => KnownFamilies.Any(family => type.StartsWith(family, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Takes the items of the chosen configuration. One that is there for it alone replaces a general one of the same
    /// identifier and type (DSP0243 1.1 section 9.8), and bounds (min, max) are no devices (section 8.4).
    /// </summary>
    private static List<OvfItem> SelectItems(OvfReaderContext context, XElement section)
    {
        OvfItem[] items = [.. section.Elements()
            .Where(e => e.Name.LocalName is "Item" or "StorageItem" or "EthernetPortItem" && context.Configurations.Includes(e) && IsNormal(e))
            .Select(e => new OvfItem(e))];
        HashSet<(string, int)> specific = [.. items.Where(IsSpecific).Select(KeyOf)];
        var kept = new List<OvfItem>();
        var seen = new HashSet<(string, int)>();
        foreach (OvfItem item in items.Where(item => item.InstanceId is null || IsSpecific(item) || !specific.Contains(KeyOf(item))))
        {
            if (item.InstanceId is not null && !seen.Add(KeyOf(item)))
            {
                context.Warn(item.Element, $"a second item has InstanceID {RelativeName.Printable(item.InstanceId)}");
            }

            WarnOfUnknown(context, item);
            kept.Add(item);
        }

        return kept;
    }

    private static (string Id, int Type) KeyOf(OvfItem item) => (item.InstanceId ?? "", item.Type);

    private static bool IsSpecific(OvfItem item) => OvfReaderConfigurations.IsSpecific(item.Element);

    private static bool IsNormal(XElement item) => (item.Text("bound") ?? "normal").Equals("normal", StringComparison.OrdinalIgnoreCase);

    private static void WarnOfUnknown(OvfReaderContext context, OvfItem item)
    {
        bool known = item.Type is >= 0 and <= OvfResource.Last or > short.MaxValue;
        if (!known && OvfXml.Boolean(item.Element.Raw("required")) != false)
        {
            context.Warn(item.Element, $"an item of resource type \"{RelativeName.Printable(item.Get("ResourceType") ?? "")}\" is left out");
        }
    }
}
