using System.Xml.Linq;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;

namespace Appliance.Formats.Ovf;

/// <summary>
/// XenCenter's settings of a machine: fields of a XenAPI VM record by name. The same values as in an XVA, so that both
/// ways into a host make the same machine.
/// </summary>
internal static class OvfXenSettings
{
    /// <summary>The elements behind the hardware items.</summary>
    public static IEnumerable<XElement> Of(Machine machine)
    {
        string firmware = machine.Firmware == Firmware.Uefi ? "uefi" : "bios";
        string platform = string.Concat(XvaPlatform.Create(machine).Members.Select(entry => $"{entry.Key}={((XmlRpcScalar)entry.Value).Content};"));
        yield return Setting(OvfXenData.BootPolicy, "BIOS order");
        yield return Setting(OvfXenData.BootParameters, $"order=dc;firmware={firmware};");
        yield return Setting(OvfXenData.Platform, platform);
    }

    private static XElement Setting(string name, string value) => new(
        OvfElements.Xen + OvfXenData.Element,
        new XAttribute("Name", name),
        new XAttribute(OvfElements.Envelope + "required", "false"),
        OvfElements.Info("A setting for Xen"),
        new XElement(OvfElements.Xen + "Value", value));
}
