using System.Globalization;
using Appliance.Formats;
using Appliance.Formats.Files;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>Puts logical volumes together from their segments: linear and striped ones.</summary>
internal sealed class LvmSegments
{
    // What LVM allows (MAX_STRIPES).
    private const int MostStripes = 128;

    // Larger than all disks of a machine, small enough to count with.
    private const long LargestVolume = 1L << 60;

    private readonly IReadOnlyDictionary<string, LvmMember> _members;
    private readonly long _extentSize;

    /// <summary>Works with a group's physical volumes, by the names that segments use, and the bytes of its extents.</summary>
    public LvmSegments(IReadOnlyDictionary<string, LvmMember> members, long extentSize)
    {
        _members = members;
        _extentSize = extentSize;
    }

    /// <summary>The runs of a volume, end to end.</summary>
    /// <exception cref="InvalidImageException">Its description contradicts itself.</exception>
    /// <exception cref="UnsupportedImageException">It is of another type, or lies on what was not found.</exception>
    public IReadOnlyList<DeviceSegment> Read(string name, LvmSection volume)
    {
        var runs = new List<DeviceSegment>();
        long next = 0;
        foreach (LvmSection segment in volume.Sections.Values.OrderBy(segment => segment.Number("start_extent")))
        {
            long extents = segment.Number("extent_count");
            if (segment.Number("start_extent") != next || extents < 1 || extents > (LargestVolume / _extentSize) - next)
            {
                throw volume.Fail($"{segment.Name} does not follow the one before");
            }

            runs.Add(ReadSegment(name, segment, extents));
            next += extents;
        }

        return runs.Count > 0 ? runs : throw volume.Fail("has no segments");
    }

    private DeviceSegment ReadSegment(string name, LvmSection segment, long extents)
    {
        string type = segment.Text("type");
        if (type is not ("striped" or "linear"))
        {
            throw new UnsupportedImageException($"LVM volume {name}", $"is of type {RelativeName.Printable(type)}, which is not read: {WayOut(type)}");
        }

        IReadOnlyList<string> stripes = segment.List("stripes");
        int count = stripes.Count / 2;
        if (count is < 1 or > MostStripes || stripes.Count % 2 != 0 || segment.Number("stripe_count") != count || extents % count != 0)
        {
            throw segment.Fail("has a wrong number of stripes");
        }

        var columns = new DeviceSegment[count];
        for (int i = 0; i < count; i++)
        {
            columns[i] = Locate(name, segment, stripes[i * 2], stripes[(i * 2) + 1], extents / count);
        }

        return count == 1 ? columns[0] : Stripe(name, segment, columns);
    }

    private DeviceSegment Stripe(string name, LvmSection segment, DeviceSegment[] columns)
    {
        long sectors = segment.Number("stripe_size");
        if (sectors < 1 || sectors > _extentSize / LvmLimits.Sector || _extentSize % (sectors * LvmLimits.Sector) != 0)
        {
            throw segment.Fail($"has stripes of {sectors} sectors");
        }

        var striped = new StripedDevice($"LVM volume {name}", columns, sectors * LvmLimits.Sector);
        return new DeviceSegment(striped, 0, striped.Length);
    }

    /// <summary>A run of extents of a physical volume.</summary>
    private DeviceSegment Locate(string name, LvmSection segment, string memberName, string first, long extents)
    {
        if (!_members.TryGetValue(memberName, out LvmMember? member))
        {
            throw new UnsupportedImageException($"LVM volume {name}", "lies on another logical volume, which is not read");
        }

        if (member.Device is not { } device)
        {
            throw new UnsupportedImageException($"LVM volume {name}", $"lies on the physical volume {member.Uuid}, which is on none of the disks");
        }

        bool isNumber = long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long extent);
        long room = (device.Length - member.Start) / _extentSize;
        return isNumber && extents <= room && extent <= room - extents
            ? new DeviceSegment(device, member.Start + (extent * _extentSize), extents * _extentSize)
            : throw segment.Fail("lies beyond the end of its physical volume");
    }

    private static string WayOut(string type) => type switch
    {
        "cache" or "writecache" => "detach the cache in the guest first (lvconvert --splitcache)",
        "raid1" or "mirror" => "turn it into a plain volume in the guest first (lvconvert -m 0)",
        _ => "copy it to a linear volume in the guest first, or convert without preparing the guest",
    };
}
