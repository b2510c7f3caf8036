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
        long place = directory[index];
        byte[] entries = await file.ReadStructureAsync(place, header.TableSize, "grain table", cancellationToken);
        var table = new VmdkGrainTable(index, place, entries);
        Volatile.Write(ref _slots[index % Slots], table);
        return table;
    }
}
