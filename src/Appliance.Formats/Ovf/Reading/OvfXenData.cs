using System.Xml.Linq;

namespace Appliance.Formats.Ovf;

/// <summary>XenCenter's <c>xen:VirtualSystemOtherConfigurationData</c>: fields of a XenAPI VM record by name.</summary>
internal static class OvfXenData
{
    public const string Element = "VirtualSystemOtherConfigurationData";
    public const string BootPolicy = "HVM_boot_policy";
    public const string BootParameters = "HVM_boot_params";
    public const string Platform = "platform";
    public const string Recommendations = "recommendations";

    /// <summary>The settings of a map-valued field; empty where it is not there. Names compare as XenCenter does: any case, '-' as '_'.</summary>
    public static Dictionary<string, string> Read(XElement hardware, string field)
    {
        XElement? data = hardware.All(Element).FirstOrDefault(
            e => string.Equals(e.Raw("Name")?.Replace('-', '_'), field, StringComparison.OrdinalIgnoreCase));
        return Pairs(data?.TextOf("Value"), ';');
    }

    /// <summary>The settings of <c>key=value;key=value</c>; keys without regard to case, the first one counts.</summary>
    public static Dictionary<string, string> Pairs(string? text, char separator)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in (text ?? "").Split(separator))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                pairs.TryAdd(part[..at].Trim(), part[(at + 1)..].Trim());
            }
        }

        return pairs;
    }
}
