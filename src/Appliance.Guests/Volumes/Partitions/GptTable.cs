using System.IO.Hashing;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>The partitions of a GUID partition table: of the one at the start of the disk, or of its copy at the end.</summary>
internal sealed class GptTable
{
    private readonly BlockDevice _disk;
    private readonly ICollection<string> _remarks;

    private GptTable(BlockDevice disk, ICollection<string> remarks)
    {
        _disk = disk;
        _remarks = remarks;
    }

    /// <summary>Lists the partitions.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="remarks">Gets what is wrong, in sentences.</param>
    /// <returns>Null where there is no sound table.</returns>
    public static IReadOnlyList<Partition>? Read(BlockDevice disk, ICollection<string> remarks)
    {
        var table = new GptTable(disk, remarks);
        return table.ReadWith(512) ?? table.ReadWith(4096);
    }

    private List<Partition>? ReadWith(int sector)
    {
        if (ReadAt(1, sector) is { } partitions)
        {
            return partitions;
        }

        partitions = ReadAt((_disk.Length / sector) - 1, sector);
        if (partitions is not null)
        {
            _remarks.Add($"{_disk.Name}: the partition table at the start is damaged, its copy at the end is used");
        }

        return partitions;
    }

    /// <summary>The partitions of the table whose header is in a sector; null where it is not sound.</summary>
    private List<Partition>? ReadAt(long place, int sector)
    {
        var bytes = new byte[sector];
        if (!_disk.TryRead(place * sector, bytes) || GptHeader.Parse(bytes, place) is not { } header
            || header.TableSector > (ulong)(_disk.Length / sector))
        {
            return null;
        }

        var entries = new byte[header.EntryCount * header.EntrySize];
        return _disk.TryRead((long)header.TableSector * sector, entries) && Crc32.HashToUInt32(entries) == header.TableChecksum
            ? [.. List(header, entries, sector)]
            : null;
    }

    private IEnumerable<Partition> List(GptHeader header, byte[] entries, int sector)
    {
        for (int i = 0; i < header.EntryCount; i++)
        {
            GptEntry entry = GptEntry.Parse(entries.AsSpan(i * (int)header.EntrySize, GptEntry.Size));
            if (entry.Type == Guid.Empty)
            {
                continue;
            }

            if (entry.First > entry.Last || entry.Last >= long.MaxValue / (ulong)sector)
            {
                _remarks.Add($"{_disk.Name} partition {i + 1}: goes from sector {entry.First} to {entry.Last}, and is left out");
                continue;
            }

            yield return new Partition(i + 1, (long)entry.First * sector, (long)(entry.Last - entry.First + 1) * sector)
            {
                Uuid = entry.Id.ToString(),
                Label = entry.Name,
                Type = entry.Type,
            };
        }
    }
}
