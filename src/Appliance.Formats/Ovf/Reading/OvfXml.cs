using System.Xml;
using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Looks things up in a descriptor by local name: prefixes are free, the namespaces of OVF 0.9, 1.x and 2.x differ, and
/// attributes occur with and without one.
/// </summary>
internal static class OvfXml
{
    private const string TypeSuffix = "_Type";

    /// <summary>The children of this local name.</summary>
    public static IEnumerable<XElement> All(this XElement parent, string name)
        => parent.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The first child of this local name.</summary>
    public static XElement? One(this XElement parent, string name) => parent.All(name).FirstOrDefault();

    /// <summary>The text of the first child of this local name; null where it is missing or blank.</summary>
    public static string? TextOf(this XElement parent, string name)
        => parent.All(name).Select(child => Meaningful(child.Value)).FirstOrDefault();

    /// <summary>An attribute, trimmed; OVF's own before one of a foreign namespace; null where it is missing or blank.</summary>
    public static string? Text(this XElement element, string name) => Meaningful(element.Raw(name));

    /// <summary>An attribute as written; OVF's own before one of a foreign namespace.</summary>
    public static string? Raw(this XElement element, string name)
    {
        XAttribute? foreign = null;
        foreach (XAttribute attribute in element.Attributes())
        {
            if (attribute.Name.LocalName != name || attribute.IsNamespaceDeclaration)
            {
                continue;
            }

            if (!IsForeign(attribute.Name.NamespaceName, element))
            {
                return attribute.Value;
            }

            foreign ??= attribute;
        }

        return foreign?.Value;
    }

    /// <summary>What kind of section or content an element is: its name, or in OVF 0.9 its <c>xsi:type</c>.</summary>
    public static string KindOf(this XElement element)
    {
        string name = element.Name.LocalName;
        if (name is not ("Section" or "Content") || element.Raw("type") is not { } type)
        {
            return name;
        }

        string local = type[(type.LastIndexOf(':') + 1)..].Trim();
        return local.EndsWith(TypeSuffix, StringComparison.Ordinal) ? local[..^TypeSuffix.Length] : local;
    }

    /// <summary>The children that are OVF sections or contents of this kind.</summary>
    public static IEnumerable<XElement> Sections(this XElement parent, string kind)
        => parent.Elements().Where(child => child.KindOf() == kind && !child.IsForeign());

    /// <summary>Whether the element belongs to another vocabulary than OVF.</summary>
    public static bool IsForeign(this XElement element) => IsForeign(element.Name.NamespaceName, element);

    /// <summary>Where the node stands, for messages.</summary>
    public static string Place(this XObject node)
        => node is IXmlLineInfo info && info.HasLineInfo() ? $"line {info.LineNumber}: " : "";

    /// <summary>The text without surrounding blanks; null where nothing is left.</summary>
    public static string? Meaningful(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The parts of a list that is written with blanks, commas or semicolons.</summary>
    public static string[] SplitList(string? text)
        => (text ?? "").Split([' ', '\t', '\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a boolean of XML or of a hurried producer is true.</summary>
    public static bool? Boolean(string? text) => Meaningful(text)?.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    private static bool IsForeign(string name, XElement element)
        => name.Length > 0 && !OvfNamespaces.IsEnvelope(name) && name != element.Document?.Root?.Name.NamespaceName;
}
