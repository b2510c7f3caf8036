using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>Disk controllers, and where the disks and drives on them are.</summary>
internal sealed class OvfReaderControllers
{
    private readonly OvfReaderContext _context;
    private readonly bool _isXen;
    private readonly Dictionary<string, (DiskBus Bus, int Number, string? Model)> _controllers = [];

    public OvfReaderControllers(OvfReaderContext context, OvfReaderHardware hardware)
    {
        _context = context;
        _isXen = hardware.IsXen;
        var controllers = hardware.Items.Where(item => item.InstanceId is not null).Select(item => (Item: item, Bus: BusOf(item)));
        foreach (var bus in controllers.Where(c => c.Bus is not null).GroupBy(c => c.Bus!.Value, c => c.Item))
        {
            Number(bus.Key, [.. bus]);
        }
    }

    /// <summary>Where a disk or drive is, as far as the descriptor tells.</summary>
    public (DiskBus Bus, int Controller, int? Unit, string? Model) Locate(OvfItem item)
    {
        if (_isXen && item.Parent is null)
        {
            return (DiskBus.Xen, 0, (int?)OvfReaderContext.TryNumber(item.Setting("device")) ?? item.AddressOnParent, null);
        }

        if (item.Parent is not null && _controllers.TryGetValue(item.Parent, out (DiskBus Bus, int Number, string? Model) controller))
        {
            return (controller.Bus, controller.Number, item.AddressOnParent, controller.Model);
        }

        if (item.Parent is not null)
        {
            _context.Warn(item.Element, $"the controller {RelativeName.Printable(item.Parent)} is not among the items");
        }

        return (DiskBus.Unknown, 0, item.AddressOnParent, null);
    }

    private static DiskBus? BusOf(OvfItem item) => item.Type switch
    {
        OvfResource.IdeController => DiskBus.Ide,
        OvfResource.ScsiController or OvfResource.FibreChannel or OvfResource.Iscsi or OvfResource.InfiniBand => DiskBus.Scsi,
        OvfResource.OtherStorage => BusOfSubType(item.SubTypes.FirstOrDefault() ?? ""),
        _ => null,
    };

    private static DiskBus BusOfSubType(string subType)
    {
        bool Holds(string word) => subType.Contains(word, StringComparison.OrdinalIgnoreCase);
        return Holds("nvme") ? DiskBus.Nvme
            : Holds("ahci") || Holds("sata") ? DiskBus.Sata
            : Holds("scsi") || Holds("sas") ? DiskBus.Scsi
            : DiskBus.Unknown;
    }

    /// <summary>Controllers keep their own numbers where these are all there and differ; else they count from 0 in their order.</summary>
    private void Number(DiskBus bus, OvfItem[] items)
    {
        bool numbered = items.All(item => item.BusNumber is not null) && items.DistinctBy(item => item.BusNumber).Count() == items.Length;
        if (!numbered && items.Length > 1)
        {
            _context.Warn(items[0].Element, $"the {bus} controllers have no distinct addresses; they are numbered as they come");
        }

        for (int i = 0; i < items.Length; i++)
        {
            _controllers.TryAdd(items[i].InstanceId!, (bus, numbered ? items[i].BusNumber!.Value : i, items[i].SubTypes.FirstOrDefault()));
        }
    }
}
