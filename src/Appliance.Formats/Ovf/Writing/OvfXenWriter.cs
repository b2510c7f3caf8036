using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>
/// XenCenter's dialect. It has no controllers: a disk's place is the number of its device, as XenCenter's own exports
/// have it.
/// </summary>
internal sealed class OvfXenWriter : OvfDialectWriter
{
    private const int OtherSystem = 1; // CIM_OperatingSystem.OSType
    private const long MiB = 1 << 20;
    private const int DriveAddress = 3; // where XenCenter keeps the CD

    /// <inheritdoc/>
    public override string DiskFormat => "http://www.microsoft.com/technet/virtualserver/downloads/vhdspec.mspx";

    /// <inheritdoc/>
    public override IEnumerable<XAttribute> EnvelopeAttributes =>
    [
        new(XNamespace.Xmlns + "ovf", Envelope),
        new(XNamespace.Xmlns + "rasd", Rasd),
        new(XNamespace.Xmlns + "vssd", Vssd),
        new(XNamespace.Xmlns + "xen", OvfElements.Xen),
        new(Envelope + "version", "1.1"),
    ];

    /// <inheritdoc/>
    public override XElement OperatingSystem(GuestSystem guest) => new(
        Envelope + "OperatingSystemSection",
        new XAttribute(Envelope + "id", guest.CimId ?? OtherSystem),
        Attribute("version", guest.Version),
        Info("The guest operating system"),
        Text("Description", guest.Description ?? guest.VmwareId));

    /// <inheritdoc/>
    public override XElement Hardware(Machine machine, IReadOnlyDictionary<string, string> diskIds)
    {
        int instance = 0;
        string NextId() => $"{++instance}";
        XElement section = HardwareSection(machine, "hvm-3.0-unknown");
        string processors = NextId(), memory = NextId();
        section.Add(
            OvfSizes.Items(machine, size => Item(processors, OvfResource.Processor, $"{size.Cpus} virtual CPUs", ("AllocationUnits", "count"), ("VirtualQuantity", $"{size.Cpus}"))),
            OvfSizes.Items(machine, size => Item(memory, OvfResource.Memory, $"{size.Memory / MiB} MB of memory", ("AllocationUnits", "byte * 2^20"), ("VirtualQuantity", $"{size.Memory / MiB}"))),
            machine.Disks.Select((disk, i) => DiskItem(NextId(), disk, i, diskIds[disk.Id])),
            machine.OpticalDrives.Take(1).Select(_ => Item(NextId(), OvfResource.Dvd, "CD/DVD drive", ("AddressOnParent", $"{DriveAddress}"))),
            machine.NetworkCards.Select((card, i) => CardItem(NextId(), card, i)),
            OvfXenSettings.Of(machine));
        return section;
    }

    private static XElement DiskItem(string id, MachineDisk disk, int index, string diskId)
    {
        int address = index < DriveAddress ? index : index + 1;
        return Item(
            id, OvfResource.StorageExtent, disk.Name, ("AddressOnParent", $"{address}"), ("Caption", "Hard Disk Image"), ("Connection", $"device={address}"),
            ("HostResource", $"ovf:/disk/{diskId}"));
    }

    private static XElement CardItem(string id, NetworkCard card, int index) => Item(
        id, OvfResource.Ethernet, card.Name.Length > 0 ? card.Name : $"Network adapter {index + 1}", ("Address", card.Mac), ("AddressOnParent", $"{index}"),
        ("AutomaticAllocation", card.IsConnected ? "true" : "false"), ("Connection", card.Network));
}
