using System.Xml;
using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>The pieces that descriptors are made of. Every text may come from a stranger.</summary>
internal static class OvfElements
{
    public static readonly XNamespace Envelope = OvfNamespaces.Envelope;
    public static readonly XNamespace Rasd = OvfNamespaces.Rasd;
    public static readonly XNamespace Vssd = OvfNamespaces.Vssd;
    public static readonly XNamespace Vmw = OvfNamespaces.Vmw;
    public static readonly XNamespace Xen = OvfNamespaces.Xen;

    /// <summary>Text that XML can hold: control characters of a stranger's description become question marks.</summary>
    public static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(
        rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "?"));

    /// <summary>What a section is for; every section begins with it.</summary>
    public static XElement Info(string text) => new(Envelope + "Info", text);

    /// <summary>An element of OVF with text; nothing where there is none.</summary>
    public static XElement? Text(string name, string? text) => text is null ? null : new XElement(Envelope + name, Clean(text));

    /// <summary>An attribute of OVF; nothing where there is no text.</summary>
    public static XAttribute? Attribute(string name, string? text) => text is null ? null : new XAttribute(Envelope + name, Clean(text));

    /// <summary>The System of a VirtualHardwareSection.</summary>
    public static XElement System(string machine, string type) => new(
        Envelope + "System",
        new XElement(Vssd + "ElementName", "Virtual Hardware Family"),
        new XElement(Vssd + "InstanceID", "0"),
        new XElement(Vssd + "VirtualSystemIdentifier", Clean(machine)),
        new XElement(Vssd + "VirtualSystemType", type));

    /// <summary>An Item; its children stand in the order of their names, as the schema wants, and fields without a value are left out.</summary>
    public static XElement Item(string id, int type, string name, params (string Name, string? Value)[] fields) => new(
        Envelope + "Item",
        fields.Append(("ElementName", name)).Append(("InstanceID", id)).Append(("ResourceType", $"{type}"))
            .Where(field => field.Item2 is not null)
            .OrderBy(field => field.Item1, StringComparer.Ordinal)
            .Select(field => new XElement(Rasd + field.Item1, Clean(field.Item2!))));
}
