using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>
/// VMware's dialect, with what its importers insist on: OVF 1.x, every card on a declared network, extensions that are
/// marked as not required, and no element or device that they do not know.
/// </summary>
internal sealed class OvfVmwareWriter : OvfDialectWriter
{
    // What ESXi calls the network that it comes with.
    private const string DefaultNetwork = "VM Network";

    private const int OtherSystem = 1; // CIM_OperatingSystem.OSType
    private const int OtherSystem64 = 102;

    // The qualifiers of DSP0243; everybody else's are VMware's.
    private static readonly string[] StandardQualifiers = ["MinLen", "MaxLen", "MinValue", "MaxValue", "ValueMap"];

    /// <inheritdoc/>
    public override string DiskFormat => "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized";

    /// <inheritdoc/>
    public override string CapacityUnits => "byte";

    /// <inheritdoc/>
    public override IEnumerable<XAttribute> EnvelopeAttributes =>
    [
        new(XNamespace.Xmlns + "ovf", Envelope),
        new(XNamespace.Xmlns + "rasd", Rasd),
        new(XNamespace.Xmlns + "vmw", Vmw),
        new(XNamespace.Xmlns + "vssd", Vssd),
        new("xmlns", Envelope.NamespaceName), // the last one wins: elements without a prefix, as VMware writes them
    ];

    /// <inheritdoc/>
    public override string NetworkOf(NetworkCard card) => card.Network ?? DefaultNetwork;

    /// <inheritdoc/>
    public override IEnumerable<XAttribute?> Qualifiers(string qualifiers)
    {
        ILookup<bool, string> parts = OvfQualifiers.Parse(qualifiers).ToLookup(qualifier => StandardQualifiers.Contains(qualifier.Name), qualifier => qualifier.Text);
        return
        [
            parts[true].Any() ? Attribute("qualifiers", string.Join(' ', parts[true])) : null,
            parts[false].Any() ? new XAttribute(Vmw + "qualifiers", Clean(string.Join(' ', parts[false]))) : null,
        ];
    }

    /// <inheritdoc/>
    public override XElement OperatingSystem(GuestSystem guest)
    {
        bool unknown = guest.CimId is null && guest.VmwareId is null;
        string? vmwareId = unknown ? "otherGuest64" : guest.VmwareId;
        return new XElement(
            Envelope + "OperatingSystemSection",
            new XAttribute(Envelope + "id", guest.CimId ?? (unknown ? OtherSystem64 : OtherSystem)),
            Attribute("version", guest.Version),
            vmwareId is null ? null : new XAttribute(Vmw + "osType", Clean(vmwareId)),
            Info("The guest operating system"),
            Text("Description", guest.Description));
    }

    /// <inheritdoc/>
    public override XElement Hardware(Machine machine, IReadOnlyDictionary<string, string> diskIds)
    {
        OvfVmwareSlots slots = OvfVmwareSlots.Assign(machine);
        XElement section = HardwareSection(machine, OvfVmwareModels.VersionOf(machine, slots));
        section.Add(new OvfVmwareItems(machine, slots, diskIds).Write(NetworkOf));
        section.Add(
            Config("firmware", machine.Firmware == Firmware.Uefi ? "efi" : "bios"),
            machine.SecureBoot ? Config("bootOptions.efiSecureBootEnabled", "true") : null);
        return section;
    }

    private static XElement Config(string key, string value) => new(
        Vmw + "Config",
        new XAttribute(Envelope + "required", "false"),
        new XAttribute(Vmw + "key", key),
        new XAttribute(Vmw + "value", value));
}
