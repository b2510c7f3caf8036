using System.Xml.Linq;
using Appliance.Formats.Machines;
using static Appliance.Formats.Ovf.OvfElements;

namespace Appliance.Formats.Ovf;

/// <summary>Writes the devices of one machine: processors and memory, controllers, then what hangs on them.</summary>
/// <param name="machine">The machine.</param>
/// <param name="slots">The places of its disks and drives.</param>
/// <param name="diskIds">The descriptor's names of disks, by the machine's.</param>
internal sealed class OvfVmwareItems(Machine machine, OvfVmwareSlots slots, IReadOnlyDictionary<string, string> diskIds)
{
    private const long MiB = 1 << 20;
    private const long MemoryStep = 4; // MiB; a machine with any other amount does not start

    // The places on the PCI bus where VMware's own exports have their network cards.
    private const int FirstCardAddress = 7;

    private readonly Dictionary<(DiskBus Bus, int Number), string> _controllers = [];
    private int _instance;

    private string NextId => $"{++_instance}";

    /// <summary>The items.</summary>
    /// <param name="networkOf">The network that a card is on.</param>
    public IReadOnlyList<XElement> Write(Func<NetworkCard, string?> networkOf) =>
    [
        .. Processors(),
        .. Memory(),
        .. slots.Controllers.Select(controller => Controller(controller.Bus, controller.Number, controller.Model)),
        .. machine.Disks.Select((disk, i) => Disk(disk, slots.Disks[i])),
        .. slots.Drives.Select(Drive),
        .. machine.NetworkCards.Select((card, i) => Card(card, i, networkOf(card))),
        .. machine.HasTpm ? [Tpm()] : (XElement[])[],
    ];

    private IEnumerable<XElement> Processors()
    {
        string id = NextId;
        return OvfSizes.Items(machine, size => Processors(id, size.Cpus));
    }

    private XElement Processors(string id, int cpus)
    {
        XElement item = Item(
            id, OvfResource.Processor, $"{cpus} virtual CPU(s)", ("AllocationUnits", "hertz * 10^6"),
            ("Description", "Number of virtual CPUs"), ("VirtualQuantity", $"{cpus}"));
        if (machine.CoresPerSocket is { } cores && cpus % cores == 0)
        {
            item.Add(new XElement(Vmw + "CoresPerSocket", new XAttribute(Envelope + "required", "false"), cores));
        }

        return item;
    }

    private IEnumerable<XElement> Memory()
    {
        string id = NextId;
        return OvfSizes.Items(machine, size => Memory(id, size.Memory));
    }

    private static XElement Memory(string id, long bytes)
    {
        long size = (bytes + (MemoryStep * MiB) - 1) / (MemoryStep * MiB) * MemoryStep;
        return Item(
            id, OvfResource.Memory, $"{size} MB of memory", ("AllocationUnits", "byte * 2^20"), ("Description", "Memory size"),
            ("VirtualQuantity", $"{size}"));
    }

    private XElement Controller(DiskBus bus, int number, string? model)
    {
        (int type, string kind, string? subType) = bus switch
        {
            DiskBus.Ide => (OvfResource.IdeController, "IDE", null),
            DiskBus.Scsi => (OvfResource.ScsiController, "SCSI", OvfVmwareModels.ScsiOf(model, machine.Guest)),
            DiskBus.Sata => (OvfResource.OtherStorage, "SATA", OvfVmwareModels.Sata),
            _ => (OvfResource.OtherStorage, "NVMe", (string?)OvfVmwareModels.Nvme),
        };
        string id = _controllers[(bus, number)] = NextId;
        return Item(id, type, $"{kind} controller {number}", ("Address", $"{number}"), ("Description", $"{kind} controller"), ("ResourceSubType", subType));
    }

    private XElement Disk(MachineDisk disk, OvfVmwareSlot slot) => Item(
        NextId, OvfResource.Disk, disk.Name, ("AddressOnParent", $"{slot.Unit}"), ("HostResource", $"ovf:/disk/{diskIds[disk.Id]}"),
        ("Parent", _controllers[(slot.Bus, slot.Controller)]));

    /// <summary>A drive is empty: the host's own would be a surprise.</summary>
    private XElement Drive(OvfVmwareSlot slot, int index) => NotRequired(Item(
        NextId, OvfResource.Cd, $"CD/DVD drive {index + 1}", ("AddressOnParent", $"{slot.Unit}"), ("AutomaticAllocation", "false"),
        ("Parent", _controllers[(slot.Bus, slot.Controller)]), ("ResourceSubType", OvfVmwareModels.Drive)));

    private XElement Card(NetworkCard card, int index, string? network) => Item(
        NextId, OvfResource.Ethernet, card.Name.Length > 0 ? card.Name : $"Network adapter {index + 1}", ("Address", card.Mac),
        ("AddressOnParent", $"{FirstCardAddress + index}"), ("AutomaticAllocation", card.IsConnected ? "true" : "false"), ("Connection", network),
        ("ResourceSubType", OvfVmwareModels.CardOf(card.Model)));

    private XElement Tpm() => NotRequired(Item(
        NextId, OvfResource.Other, "Virtual TPM", ("AutomaticAllocation", "true"), ("ResourceSubType", OvfVmwareModels.Tpm)));

    private static XElement NotRequired(XElement item)
    {
        item.SetAttributeValue(Envelope + "required", "false");
        return item;
    }
}
