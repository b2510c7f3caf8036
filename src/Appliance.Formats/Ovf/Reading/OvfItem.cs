using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>
/// An item of virtual hardware: <c>Item</c>, or the <c>StorageItem</c> and <c>EthernetPortItem</c> of OVF 2. Their
/// children stand in different namespaces under the same local names.
/// </summary>
/// <param name="element">The item.</param>
internal sealed class OvfItem(XElement element)
{
    private const string HostPrefix = "ovf:";

    public XElement Element { get; } = element;

    /// <summary>One of <see cref="OvfResource"/>; -1 where it is not given.</summary>
    public int Type { get; } = (int)Math.Min(int.MaxValue, OvfReaderContext.TryNumber(element.TextOf("ResourceType")) ?? -1);

    /// <summary>The models that would do, best first.</summary>
    public string[] SubTypes { get; } = OvfXml.SplitList(element.TextOf("ResourceSubType"));

    /// <summary>Identifier within the section; 0.9 spells it InstanceId.</summary>
    public string? InstanceId { get; } = element.TextOf("InstanceID") ?? element.TextOf("InstanceId");

    /// <summary>Identifier of the controller.</summary>
    public string? Parent { get; } = element.TextOf("Parent");

    /// <summary>What to call it; 0.9 has only a caption.</summary>
    public string? Name { get; } = element.TextOf("ElementName") ?? element.TextOf("Caption");

    /// <summary>Whether it is there, or plugged in, when the machine starts.</summary>
    public bool IsAutomatic { get; } = OvfXml.Boolean(element.TextOf("AutomaticAllocation")) ?? true;

    /// <summary>Position on the controller; null where it is missing or no number.</summary>
    public int? AddressOnParent { get; } = Small(element.TextOf("AddressOnParent"));

    /// <summary>Number of a controller among its kind; null where it is missing or no number.</summary>
    public int? BusNumber { get; } = Small(element.TextOf("Address") ?? element.TextOf("BusNumber"));

    /// <summary>The network, or XenCenter's list of settings.</summary>
    public string? Connection { get; } = element.TextOf("Connection");

    /// <summary>The text of a child.</summary>
    public string? Get(string name) => Element.TextOf(name);

    /// <summary>The host resource without blanks; <c>ovf:/disk/x</c>, or in 0.9 <c>/disk/x</c>.</summary>
    public string? HostResource { get; } = element.TextOf("HostResource");

    /// <summary>What stands behind <c>ovf:/disk/</c> or <c>ovf:/file/</c>; <c>ovf://disk/</c> is met too.</summary>
    public string? Referred(string kind)
    {
        string path = HostResource ?? "";
        path = path.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) ? path[HostPrefix.Length..] : path;
        string start = kind + "/";
        string rest = path.TrimStart('/');
        return path.StartsWith('/') && rest.StartsWith(start, StringComparison.Ordinal) ? rest[start.Length..] : null;
    }

    /// <summary>A setting of XenCenter's <c>Connection</c>: <c>device=0,bootable=true,mode=r</c>.</summary>
    public string? Setting(string key) => OvfXenData.Pairs(Connection, ',').GetValueOrDefault(key);

    // A bus has at most a few hundred places; larger numbers are identifiers of something else.
    private static int? Small(string? text) => OvfReaderContext.TryNumber(text) is { } number and <= ushort.MaxValue ? (int)number : null;
}
