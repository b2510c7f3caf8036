using Appliance.Formats.Files;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Guestfs;
using Appliance.Guests.Volumes;
using Appliance.Guests.Volumes.Probing;

namespace Appliance.Guests.Containers;

/// <summary>The members of a Linux software RAID that are there.</summary>
internal sealed class RaidArray
{
    // Linux calls an array clean 200 ms after the last write (md(4), "safe_mode_delay"); it may be busy.
    private const int MostWaits = 100;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly string _uuid;
    private GuestfsMachine? _machine;

    private RaidArray(string uuid, IReadOnlyList<Volume> members)
    {
        _uuid = uuid;
        Members = members;
    }

    /// <summary>The members.</summary>
    public IReadOnlyList<Volume> Members { get; }

    /// <summary>Whether nothing would be rebuilt if Linux started it. Members that were left behind do not count.</summary>
    public bool IsSettled
    {
        get
        {
            RaidSuperblock[] blocks = [.. Members.Select(member => RaidSuperblock.Read(member.Device)).OfType<RaidSuperblock>()];
            ulong newest = blocks.Max(block => block.Events);
            return blocks.Where(block => block.Events == newest).All(block => block.IsSettled);
        }
    }

    /// <summary>Sorts members by their arrays; other volumes are left out.</summary>
    public static RaidArray[] Group(IEnumerable<Volume> volumes)
        => [.. volumes.Where(volume => volume.Kind == FileSystemKind.LinuxRaid).GroupBy(volume => volume.Uuid ?? "").Select(same => new RaidArray(same.Key, [.. same]))];

    /// <summary>Finds in a machine the arrays that it has put together when it started.</summary>
    /// <exception cref="IOException">The machine failed.</exception>
    public static IEnumerable<OpenedContainer> Open(GuestfsMachine machine, IReadOnlyList<RaidArray> arrays, bool writable)
    {
        if (arrays.Count == 0)
        {
            return [];
        }

        Dictionary<string, string> paths = [];
        foreach (string path in machine.Use(ListArrays))
        {
            paths.TryAdd(UuidOf(machine.Use(handle => Describe(handle, path))), path);
        }

        return [.. arrays.Select(array => paths.TryGetValue(array._uuid, out string? path)
            ? array.Open(machine, path, writable) : array.Refuse("is not put together by Linux: too many of its members are missing"))];
    }

    /// <summary>Says why it stays closed.</summary>
    public OpenedContainer Refuse(string problem)
        => new() { Members = Members, Problem = $"is a member of a Linux software RAID, which {problem}; or convert without preparing the guest" };

    /// <summary>Waits until Linux has written down that all members hold the same.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public void Settle()
    {
        for (int i = 0; _machine is { } machine && !IsSettled; i++)
        {
            if (i == MostWaits)
            {
                throw new IOException($"{Members[0].Device.Name}: Linux does not close the software RAID that this is a member of");
            }

            machine.Synchronize(Wait);
        }
    }

    private OpenedContainer Open(GuestfsMachine machine, string path, bool writable)
    {
        _machine = machine;
        string name = $"software RAID {RelativeName.Printable(Members[0].Label ?? _uuid)}";
        return new OpenedContainer { Members = Members, Device = new CachedDevice(new GuestfsDevice(machine, path, name, writable)) };
    }

    /// <summary>mdadm writes the sixteen bytes as four groups with colons between them.</summary>
    private static string UuidOf(IReadOnlyList<string> details)
    {
        string digits = details.SkipWhile(detail => detail != "uuid").ElementAtOrDefault(1)?.Replace(":", "", StringComparison.Ordinal) ?? "";
        return Guid.TryParseExact(digits, "N", out Guid uuid) ? uuid.ToString() : "";
    }

    private static unsafe IReadOnlyList<string> ListArrays(GuestfsHandle handle) => handle.Take(LibGuestfs.ListArrays(handle));

    private static unsafe IReadOnlyList<string> Describe(GuestfsHandle handle, string path) => handle.Take(LibGuestfs.DescribeArray(handle, path));
}
