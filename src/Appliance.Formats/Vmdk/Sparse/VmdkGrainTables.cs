using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Reads grain tables when they are asked for, and keeps a few. Readers on several threads may load the same table
/// twice; none waits for another.
/// </summary>
internal sealed class VmdkGrainTables(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory)
{
    // 64 tables are 128 KiB and cover 2 GiB; a copy needs one or two at a time, random readers gain from the rest.
    private const int Slots = 64;

    // Most writers put all tables in one row: reading some ahead makes a walk over many terabytes a matter of a second.
    private const int ReadAhead = 16;

    private readonly VmdkGrainTable?[] _slots = new VmdkGrainTable?[Slots];

    /// <summary>The directory that leads to the tables.</summary>
    public VmdkGrainDirectory Directory => directory;

    /// <summary>Table <paramref name="index"/>, or null where none of its grains is stored.</summary>
    public ValueTask<VmdkGrainTable?> GetAsync(int index, CancellationToken cancellationToken)
    {
        VmdkGrainTable? kept = Volatile.Read(ref _slots[index % Slots]);
        return kept?.Index == index ? new(kept)
            : directory[index] == 0 ? new((VmdkGrainTable?)null)
            : LoadAsync(index, cancellationToken);
    }

    private async ValueTask<VmdkGrainTable?> LoadAsync(int index, CancellationToken cancellationToken)
    {
        int count = CountConsecutive(index);
        long place = directory[index];
        byte[] entries = await file.ReadStructureAsync(place, count * header.TableSize, "grain table", cancellationToken);
        for (int i = count - 1; i > 0; i--)
        {
            Keep(Slice(i));
        }

        return Keep(Slice(0));

        VmdkGrainTable Slice(int i)
        {
            int start = i * header.TableSize;
            return new VmdkGrainTable(index + i, place + start, entries.AsMemory(start, header.TableSize));
        }
    }

    /// <summary>How many tables lie one behind the other in the file, from <paramref name="index"/> on.</summary>
    private int CountConsecutive(int index)
    {
        int count = 1;
        while (count < ReadAhead && index + count < directory.Count && directory[index + count] == directory[index] + (count * (long)header.TableSize))
        {
            count++;
        }

        return count;
    }

    private VmdkGrainTable Keep(VmdkGrainTable table)
    {
        Volatile.Write(ref _slots[table.Index % Slots], table);
        return table;
    }
}
