using System.Xml.Linq;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Tells of sections that nobody here knows. By DSP0243 an unknown section stops the deployment unless it says
/// <c>required="false"</c>, but the flag's default is true and producers forget it: reading goes on with a warning.
/// </summary>
internal static class OvfReaderSections
{
    private static readonly HashSet<string> Known =
    [
        "References", "Strings", "Section", "Content", "Info", "Name", "VirtualSystem", "VirtualSystemCollection",
        "DiskSection", "SharedDiskSection", "NetworkSection", "DeploymentOptionSection", "VirtualHardwareSection",
        "OperatingSystemSection", "ProductSection", "EulaSection", "AnnotationSection", "StartupSection",
        "ResourceAllocationSection", "InstallSection", "BootDeviceSection", "PlacementGroupSection", "PlacementSection",
        "ScaleOutSection", "AvailabilitySection", "EnvironmentFilesSection", "NetworkPortProfileSection",
    ];

    /// <summary>Vocabularies of producers whose sections say nothing about what a machine is.</summary>
    private static readonly string[] Ignorable =
        ["vmware.com", "virtualbox.org", "citrix.com", "ovirt.org", "microsoft.com", "ibm.com", "cisco.com", "oracle.com", "w3.org", "dmtf.org/wbem"];

    public static void WarnOfUnknown(OvfReaderContext context, XElement owner)
    {
        foreach (XElement element in owner.Elements())
        {
            string kind = element.KindOf();
            if (kind is "VirtualSystem" or "VirtualSystemCollection")
            {
                WarnOfUnknown(context, element);
            }
            else if (OvfHealthSection.Is(element))
            {
                WarnOfMisplaced(context, element, owner);
            }
            else if (!IsKnown(element, kind) && OvfXml.Boolean(element.Raw("required")) != false)
            {
                context.Warn(element, $"section {RelativeName.Printable(kind)} of {RelativeName.Printable(element.Name.NamespaceName)} is not known and passed over");
            }
        }
    }

    private static void WarnOfMisplaced(OvfReaderContext context, XElement element, XElement owner)
    {
        bool isFirst = owner.Elements().First(OvfHealthSection.Is) == element;
        if (owner.KindOf() != "VirtualSystem" || !isFirst)
        {
            context.Warn(element, $"{OvfHealthSection.Name} counts within a VirtualSystem, and once; this one is passed over");
        }
    }

    private static bool IsKnown(XElement element, string kind)
        => element.IsForeign()
            ? Ignorable.Any(name => element.Name.NamespaceName.Contains(name, StringComparison.OrdinalIgnoreCase))
            : Known.Contains(kind);
}
