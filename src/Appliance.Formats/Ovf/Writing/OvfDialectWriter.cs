using System.Xml.Linq;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>What differs between the dialects of a descriptor.</summary>
internal abstract class OvfDialectWriter
{
    /// <summary>The URI of the disks' format.</summary>
    public abstract string DiskFormat { get; }

    /// <summary>The attributes of the envelope: namespaces and version.</summary>
    public abstract IEnumerable<XAttribute> EnvelopeAttributes { get; }

    /// <summary>The unit in which capacities are told, where it is not left to the default (bytes).</summary>
    public virtual string? CapacityUnits => null;

    /// <summary>The dialect's writer.</summary>
    public static OvfDialectWriter Of(OvfDialect dialect) => dialect == OvfDialect.Vmware ? new OvfVmwareWriter() : new OvfXenWriter();

    /// <summary>The network that a card is on; null where the dialect leaves that open.</summary>
    public virtual string? NetworkOf(NetworkCard card) => card.Network;

    /// <summary>The attributes that tell what values a property takes.</summary>
    public virtual IEnumerable<XAttribute?> Qualifiers(string qualifiers) => [OvfElements.Attribute("qualifiers", qualifiers)];

    /// <summary>The OperatingSystemSection.</summary>
    public abstract XElement OperatingSystem(GuestSystem guest);

    /// <summary>The VirtualHardwareSection.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="diskIds">The descriptor's names of disks, by the machine's.</param>
    public abstract XElement Hardware(Machine machine, IReadOnlyDictionary<string, string> diskIds);

    /// <summary>A VirtualHardwareSection with what all of them begin with.</summary>
    protected static XElement HardwareSection(Machine machine, string type) => new(
        OvfElements.Envelope + "VirtualHardwareSection",
        machine.PropertyTransports.Count == 0 ? null : OvfElements.Attribute("transport", string.Join(' ', machine.PropertyTransports)),
        OvfElements.Info("Virtual hardware"),
        OvfElements.System(machine.Name, type));
}
