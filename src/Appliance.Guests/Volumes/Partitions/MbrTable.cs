using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>The partitions of a master boot record, those of its extended partition among them.</summary>
internal sealed class MbrTable
{
    // VMware's disks, and all that have no GPT, count in these.
    private const long Sector = 512;

    private const int FirstLogical = 5;

    // Linux gave no disk more than 256 device numbers for a long time; nobody has more logical partitions.
    private const int MostLogical = 256;

    private readonly BlockDevice _disk;
    private readonly uint _signature;
    private readonly ICollection<string> _remarks;
    private readonly List<Partition> _partitions = [];

    private MbrTable(BlockDevice disk, uint signature, ICollection<string> remarks)
    {
        _disk = disk;
        _signature = signature;
        _remarks = remarks;
    }

    /// <summary>Lists the partitions; an extended one is a mere container and not among them.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="record">Its first sector.</param>
    /// <param name="remarks">Gets what is wrong, in sentences.</param>
    public static IReadOnlyList<Partition> Read(BlockDevice disk, BootRecord record, ICollection<string> remarks)
    {
        var table = new MbrTable(disk, record.Signature, remarks);
        for (int i = 0; i < record.Entries.Count; i++)
        {
            MbrEntry entry = record.Entries[i];
            if (!entry.IsEmpty && !entry.IsExtended)
            {
                table.Add(i + 1, entry.Start, entry);
            }
        }

        foreach (MbrEntry entry in record.Entries.Where(entry => entry.IsExtended && !entry.IsEmpty))
        {
            table.Follow(entry);
        }

        return table._partitions;
    }

    /// <summary>Follows the chain: each link names one partition, counted from the link, and the next link, counted from the first.</summary>
    private void Follow(MbrEntry extended)
    {
        var seen = new HashSet<long>();
        long end = (long)extended.Start + extended.Count;
        for (long at = extended.Start; ;)
        {
            if (!seen.Add(at) || seen.Count > MostLogical)
            {
                _remarks.Add($"{_disk.Name}: the chain of logical partitions runs in a circle at sector {at}: what follows is not looked at");
                return;
            }

            if (ReadLink(at) is not { } link)
            {
                return;
            }

            AddLogical(link, at, extended.Start, end);
            MbrEntry next = link.Entries.FirstOrDefault(entry => entry.IsExtended && !entry.IsEmpty);
            if (next.IsEmpty)
            {
                return;
            }

            at = (long)extended.Start + next.Start;
        }
    }

    private BootRecord? ReadLink(long sector)
    {
        Span<byte> bytes = stackalloc byte[BootRecord.Size];
        BootRecord? link = _disk.TryRead(sector * Sector, bytes) ? BootRecord.Parse(bytes) : null;
        if (link is null)
        {
            _remarks.Add($"{_disk.Name}: the chain of logical partitions breaks off at sector {sector}: what follows is not looked at");
        }

        return link;
    }

    private void AddLogical(BootRecord link, long at, long start, long end)
    {
        for (int i = 0; i < link.Entries.Count; i++)
        {
            MbrEntry entry = link.Entries[i];
            long first = at + entry.Start;

            // The last two entries are unused, and filled by some tools with what lies outside (as Linux takes them).
            bool isWithin = first >= start && first + entry.Count <= end;
            if (!entry.IsEmpty && !entry.IsExtended && (i < 2 || isWithin))
            {
                Add(Math.Max(FirstLogical, 1 + _partitions.Select(known => known.Number).DefaultIfEmpty().Max()), first, entry);
            }
        }
    }

    private void Add(int number, long start, MbrEntry entry) => _partitions.Add(new Partition(number, start * Sector, entry.Count * Sector)
    {
        Uuid = _signature == 0 ? null : $"{_signature:x8}-{number:x2}",
        MbrType = entry.Type,
    });
}
