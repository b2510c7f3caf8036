using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>A volume group, as its text describes it, over the physical volumes that were found.</summary>
internal sealed class LvmVolumeGroup
{
    private const int MostNamed = 10;

    private readonly LvmSection _section;
    private readonly LvmSnapshots _snapshots;
    private readonly LvmSegments _segments;

    /// <summary>Reads the description.</summary>
    /// <param name="section">The group's section.</param>
    /// <param name="found">The physical volumes by identity.</param>
    /// <exception cref="InvalidImageException">It contradicts itself.</exception>
    public LvmVolumeGroup(LvmSection section, IReadOnlyDictionary<string, BlockDevice> found)
    {
        _section = section;
        LvmNames.Check(section);
        _snapshots = new LvmSnapshots(section);

        // 512 bytes to 16 GiB: the largest that LVM takes is 4 GiB.
        long extentSectors = section.Number("extent_size");
        if (extentSectors is < 1 or > 32 << 20)
        {
            throw section.Fail($"extents of {extentSectors} sectors");
        }

        Dictionary<string, LvmMember> members = section.SectionsOf("physical_volumes").ToDictionary(member => member.Name, member => ReadMember(member, found));
        Missing = [.. members.Values.Where(member => member.Device is null).Select(member => member.Uuid)];
        _segments = new LvmSegments(members, extentSectors * LvmLimits.Sector);
    }

    /// <summary>Identities of the physical volumes that were not found.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The logical volumes that can be read.</summary>
    /// <param name="remarks">Gets the others, and why, in sentences.</param>
    public IReadOnlyList<LvmLogicalVolume> Open(ICollection<string> remarks)
    {
        if (Missing.Count > 0)
        {
            string more = Missing.Count > MostNamed ? $" and {Missing.Count - MostNamed} more" : "";
            remarks.Add($"LVM group {_section.Name}: of its physical volumes, these are on none of the disks: {string.Join(", ", Missing.Take(MostNamed))}{more}");
        }

        if (_section.List("status").Contains("EXPORTED"))
        {
            remarks.Add($"LVM group {_section.Name}: is exported, and left out: vgimport it in the guest first");
            return [];
        }

        LvmSection[] volumes = [.. _section.SectionsOf("logical_volumes")];
        if (volumes.Length > LvmLimits.MostVolumes)
        {
            remarks.Add($"LVM group {_section.Name}: has {volumes.Length} volumes, and the first {LvmLimits.MostVolumes} are looked at");
        }

        return [.. volumes.Take(LvmLimits.MostVolumes).Select(volume => TryOpen(volume, remarks)).OfType<LvmLogicalVolume>()];
    }

    private LvmLogicalVolume? TryOpen(LvmSection volume, ICollection<string> remarks)
    {
        // Those that are not visible are parts of others, which speak for them; but what holds a snapshot's changes is the snapshot.
        bool isVisible = volume.List("status").Contains("VISIBLE") || _snapshots.Holds(volume.Name);
        if (!isVisible || LvmSnapshots.IsPair(volume))
        {
            return null;
        }

        try
        {
            LvmNames.Check(volume);
            return Open(volume, remarks);
        }
        catch (ImageException problem)
        {
            remarks.Add($"{problem.Message}: it is left out");
            return null;
        }
    }

    private LvmLogicalVolume? Open(LvmSection volume, ICollection<string> remarks)
    {
        string name = $"{_section.Name}/{volume.Name}";
        _snapshots.Refuse(name, volume.Name);
        if (_snapshots.IsOrigin(volume.Name))
        {
            remarks.Add($"LVM volume {name}: has a snapshot, which will not fit it any more once files are changed: remove it (lvremove)");
        }

        return new LvmLogicalVolume(name, new MappedDevice($"LVM volume {name}", _segments.Read(name, volume)));
    }

    private static LvmMember ReadMember(LvmSection member, IReadOnlyDictionary<string, BlockDevice> found)
    {
        string uuid = member.Text("id");
        if (!LvmLabel.IsId(LvmLabel.Strip(uuid)))
        {
            throw member.Fail("has an id that LVM does not make");
        }

        long start = member.Number("pe_start");
        return start <= long.MaxValue / LvmLimits.Sector
            ? new LvmMember(uuid, start * LvmLimits.Sector, found.GetValueOrDefault(LvmLabel.Strip(uuid)))
            : throw member.Fail($"starts at sector {start}");
    }
}
