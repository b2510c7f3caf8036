using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>Finds the volume groups of a machine, whose physical volumes may lie on several disks.</summary>
internal sealed class LvmScan
{
    private readonly Dictionary<string, BlockDevice> _devices = [];
    private readonly Dictionary<string, LvmSection> _groups = [];
    private readonly ICollection<string> _remarks;
    private long _textBytes;

    private LvmScan(ICollection<string> remarks) => _remarks = remarks;

    /// <summary>Lists the logical volumes that can be read.</summary>
    /// <param name="devices">What was found to be physical volumes.</param>
    /// <param name="remarks">Gets what is wrong or left out, in sentences.</param>
    public static IReadOnlyList<LvmLogicalVolume> Scan(IEnumerable<BlockDevice> devices, ICollection<string> remarks)
    {
        var scan = new LvmScan(remarks);
        LvmPhysicalVolume[] found = [.. devices.Select(device => (device, label: LvmLabel.Find(device)))
            .Where(pair => pair.label is not null)
            .Select(pair => new LvmPhysicalVolume(pair.device, pair.label!))];
        scan.AddDevices(found);
        foreach (LvmPhysicalVolume volume in found.Where(volume => scan._devices.ContainsKey(volume.Label.Id)))
        {
            scan.ReadAreas(volume);
        }

        return [.. scan._groups.Values.SelectMany(scan.OpenGroup)];
    }

    /// <summary>Takes volumes by their identity; LVM refuses copies of one another, because only one can be the right one.</summary>
    private void AddDevices(IEnumerable<LvmPhysicalVolume> found)
    {
        foreach (IGrouping<string, LvmPhysicalVolume> same in found.GroupBy(volume => volume.Label.Id))
        {
            if (same.Count() == 1)
            {
                _devices.Add(same.Key, same.Single().Device);
            }
            else
            {
                _remarks.Add($"{string.Join(" and ", same.Select(volume => volume.Device.Name))}: are the same physical volume of LVM, and none of them is used");
            }
        }
    }

    private void ReadAreas(LvmPhysicalVolume volume)
    {
        foreach (LvmArea area in volume.Label.Areas)
        {
            if (_textBytes > LvmLimits.MostTexts)
            {
                _remarks.Add($"{volume.Device.Name}: its LVM metadata is not read, for that of others has {_textBytes} bytes already");
                return;
            }

            ReadArea(volume.Device, area);
        }
    }

    private void ReadArea(BlockDevice device, LvmArea area)
    {
        try
        {
            if (LvmMetadataArea.ReadText(device, area) is { } text)
            {
                _textBytes += text.Length;
                AddGroup(LvmParser.Parse(device.Name, text));
            }
        }
        catch (InvalidImageException problem)
        {
            _remarks.Add(problem.Message);
        }
    }

    /// <summary>Of several texts about a group, the one with the highest number is in force.</summary>
    private void AddGroup(LvmSection root)
    {
        foreach (LvmSection group in root.Sections.Values)
        {
            string id = group.Text("id");
            if (!_groups.TryGetValue(id, out LvmSection? known) || known.Number("seqno") < group.Number("seqno"))
            {
                _groups[id] = group;
            }
        }
    }

    private IReadOnlyList<LvmLogicalVolume> OpenGroup(LvmSection group)
    {
        try
        {
            return new LvmVolumeGroup(group, _devices).Open(_remarks);
        }
        catch (InvalidImageException problem)
        {
            _remarks.Add(problem.Message);
            return [];
        }
    }
}
