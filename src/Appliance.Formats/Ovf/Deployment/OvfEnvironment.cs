using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Writes the OVF environment (DSP8027, DSP0243 section 11): the document by which a machine learns what was chosen for it when it
/// was deployed. The same arguments give the same bytes.
/// </summary>
public static class OvfEnvironment
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "ovf-env.xml";

    /// <summary>The name of a CD with it. cloud-init's search for data sources knows it.</summary>
    public const string DiscLabel = "OVF ENV";

    private static readonly XNamespace Space = OvfNamespaces.Environment;

    /// <summary>Writes it.</summary>
    /// <param name="own">The machine that gets it.</param>
    /// <param name="siblings">The other machines of its package.</param>
    /// <param name="xenVersion">The version of Xen that runs it; empty where nobody knows.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] Write(OvfEntity own, IEnumerable<OvfEntity> siblings, string xenVersion)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(siblings);
        return OvfWriter.Serialize(new XElement(
            Space + "Environment",
            new XAttribute(XNamespace.Xmlns + "oe", Space),
            new XAttribute("xmlns", Space.NamespaceName), // the last one wins: elements without a prefix, attributes with it
            Named("id", own.Id),
            Platform(xenVersion),
            Section(own),
            siblings.Select(sibling => new XElement(Space + "Entity", Named("id", sibling.Id), Section(sibling)))));
    }

    private static XElement Platform(string xenVersion) => new(
        Space + "PlatformSection",
        new XElement(Space + "Kind", "Xen"),
        xenVersion.Length == 0 ? null : new XElement(Space + "Version", OvfElements.Clean(xenVersion)),
        new XElement(Space + "Vendor", "Xen Project"),
        new XElement(Space + "Locale", "en"));

    // cloud-init takes a document without a section for a broken one: it is there even where it is empty.
    private static XElement Section(OvfEntity entity) => new(
        Space + "PropertySection",
        entity.Properties.Select(property => new XElement(Space + "Property", Named("key", property.Key), Named("value", property.Value))));

    private static XAttribute Named(string name, string value) => new(Space + name, OvfElements.Clean(value));
}
