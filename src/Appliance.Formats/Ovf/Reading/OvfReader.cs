using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Reads OVF descriptors: DSP0243 1.x and 2.x, and the 0.9 draft, as VMware, VirtualBox, XenCenter, vCloud and others
/// write them.
/// </summary>
public static class OvfReader
{
    /// <summary>Largest descriptor that is read, in bytes.</summary>
    public const int MaxSize = OvfXmlDocument.MaxSize;

    /// <summary>Reads a descriptor; touches no other file.</summary>
    /// <param name="xml">The bytes of the .ovf file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Which configuration to read.</param>
    /// <exception cref="InvalidImageException">It is no OVF, contradicts itself, or is made to do harm.</exception>
    /// <exception cref="UnsupportedImageException">It is encrypted, packed in an unknown way, or lacks the wanted configuration.</exception>
    public static OvfDescriptor Read(ReadOnlyMemory<byte> xml, string name, OvfReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= OvfReadOptions.Default;
        XElement root = OvfXmlDocument.Load(xml, name).Root!;
        if (root.Name.LocalName != "Envelope")
        {
            throw new InvalidImageException(name, $"is no OVF descriptor: its root element is {root.Name.LocalName}, not Envelope");
        }

        var context = new OvfReaderContext(name, root, options);
        MachineGroup group = OvfReaderSystems.Read(context, root);
        OvfReaderSections.WarnOfUnknown(context, root);
        (group, Dictionary<string, OvfDisk> disks) = OvfReaderDiskIds.MakeUnique(group, context.References);
        return new OvfDescriptor
        {
            Group = group,
            Files = context.References.Files,
            Version = VersionOf(root),
            Disks = disks,
            Configurations = context.Configurations.All,
            Configuration = context.Configurations.Chosen,
            Warnings = context.Warnings,
        };
    }

    private static string VersionOf(XElement root)
    {
        string space = root.Name.NamespaceName.TrimEnd('/');
        return root.Text("version")
            ?? (space.Contains("vmware.com", StringComparison.Ordinal) ? "0.9"
            : space.EndsWith("/2", StringComparison.Ordinal) ? "2.0"
            : "1.0");
    }
}
