using System.Xml.Linq;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>Reads the disks of a machine, in the order in which firmware sees them.</summary>
/// <param name="context">Shared by the whole reader.</param>
/// <param name="machine">The machine's id.</param>
/// <param name="controllers">The machine's controllers.</param>
internal sealed class OvfReaderDisks(OvfReaderContext context, string machine, OvfReaderControllers controllers)
{
    // Captions by which XenCenter tells what is no disk among types 17, 19 and 21.
    private static readonly string[] NoDisks = ["COM", "FLOPPY", "ISO"];

    public IReadOnlyList<MachineDisk> Read(OvfReaderHardware hardware)
    {
        var disks = new List<(MachineDisk Disk, XElement Element, bool HasUnit)>();
        foreach (OvfItem item in hardware.Items.Where(IsDisk))
        {
            if (FindDisk(item) is { } declared)
            {
                disks.Add(Describe(item, declared));
            }
        }

        return Order(disks);
    }

    private static bool IsDisk(OvfItem item) => item.Type switch
    {
        OvfResource.Disk or OvfResource.LogicalDisk => true,
        OvfResource.StorageExtent or OvfResource.Serial => item.HostResource is not null && !NoDisks.Any(word => CaptionHolds(item, word)),
        _ => false,
    };

    private static bool CaptionHolds(OvfItem item, string word)
        => item.Get("Caption")?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    private OvfDisk? FindDisk(OvfItem item)
    {
        if (item.HostResource is null)
        {
            return Undeclared(item);
        }

        if (item.Referred("file") is { } fileId)
        {
            OvfFile file = context.References.FindFile(fileId) ?? throw Missing(item);
            return context.References.Declare(new OvfDisk($"file/{file.Id}", file.Id, Capacity: null));
        }

        string id = item.Referred("disk") ?? item.HostResource;
        return context.References.FindDisk(id)
            ?? context.References.FindDisk(Uri.UnescapeDataString(id))
            ?? context.References.FindDisk(id[(id.LastIndexOf('/') + 1)..])
            ?? throw Missing(item);
    }

    private InvalidImageException Missing(OvfItem item)
        => context.Invalid(item.Element, $"an item refers to \"{RelativeName.Printable(item.HostResource!)}\", which the package does not declare");

    /// <summary>A disk that is to be made blank, of the size the item asks for.</summary>
    private OvfDisk? Undeclared(OvfItem item)
    {
        if (item.Get("VirtualQuantity") is not { } quantity)
        {
            context.Warn(item.Element, "a disk without content and size is left out");
            return null;
        }

        string? unit = item.Get("AllocationUnits") ?? item.Get("VirtualQuantityUnits");
        long capacity = context.Bytes(item.Element, quantity, unit, "the size of a disk");
        return context.References.Declare(new OvfDisk($"{machine}/{item.InstanceId ?? item.Element.Place()}", FileRef: null, capacity));
    }

    private (MachineDisk Disk, XElement Element, bool HasUnit) Describe(OvfItem item, OvfDisk declared)
    {
        (DiskBus bus, int controller, int? unit, string? model) = controllers.Locate(item);
        var disk = new MachineDisk
        {
            Id = declared.DiskId,
            Name = item.Name ?? declared.DiskId,
            Capacity = declared.Capacity,
            FileName = context.References.FileOf(declared)?.Href,
            Bus = bus,
            ControllerModel = model,
            Controller = controller,
            Unit = unit ?? 0,
            IsBootable = declared.IsBootable ?? OvfXml.Boolean(item.Setting("bootable")),
            IsReadOnly = item.Setting("mode") == "r",
        };
        return (disk, item.Element, unit is not null);
    }

    /// <summary>
    /// Sorts by kind of controller, controller and address; disks that no controller is known for come last. A missing
    /// or double address takes the place behind the disk before it in the document.
    /// </summary>
    private List<MachineDisk> Order(List<(MachineDisk Disk, XElement Element, bool HasUnit)> disks)
    {
        var ordered = new List<MachineDisk>();
        foreach (var controller in disks.GroupBy(d => (d.Disk.Bus, d.Disk.Controller)).OrderBy(g => g.Key.Bus == DiskBus.Unknown).ThenBy(g => g.Key.Bus).ThenBy(g => g.Key.Controller))
        {
            int previous = -1;
            foreach ((MachineDisk disk, XElement element, bool hasUnit) in WithUnits([.. controller]).OrderBy(d => d.Disk.Unit))
            {
                int unit = Math.Max(disk.Unit, previous + 1);
                if (!hasUnit || unit != disk.Unit)
                {
                    context.Warn(element, $"disk \"{RelativeName.Printable(disk.Id)}\" has no address of its own on its controller; it is taken for number {unit}");
                }

                ordered.Add(disk with { Unit = unit });
                previous = unit;
            }
        }

        return ordered;
    }

    /// <summary>Gives a disk without an address that of the one before it.</summary>
    private static IEnumerable<(MachineDisk Disk, XElement Element, bool HasUnit)> WithUnits((MachineDisk Disk, XElement Element, bool HasUnit)[] disks)
    {
        int unit = 0;
        foreach (var entry in disks)
        {
            unit = entry.HasUnit ? entry.Disk.Unit : unit;
            yield return entry with { Disk = entry.Disk with { Unit = unit } };
        }
    }
}
