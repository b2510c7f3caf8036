using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Reads grain tables when they are asked for, and keeps a few. Readers on several threads may load the same table
/// twice; none waits for another.
/// </summary>
internal sealed class SeSparseTables(Disk file, SeSparseDirectory directory)
{
    // 64 tables are 2 MiB and cover 1 GiB; a copy needs one or two at a time, random readers gain from the rest.
    private const int Slots = 64;

    private readonly Kept?[] _slots = new Kept?[Slots];

    /// <summary>The directory that leads to the tables.</summary>
    public SeSparseDirectory Directory => directory;

    /// <summary>Table <paramref name="index"/>, or null where none of its grains is stored.</summary>
    public ValueTask<SeSparseTable?> GetAsync(int index, CancellationToken cancellationToken)
    {
        Kept? kept = Volatile.Read(ref _slots[index % Slots]);
        return kept?.Index == index ? new(kept.Table)
            : directory[index] is { } place ? LoadAsync(index, place, cancellationToken)
            : new((SeSparseTable?)null);
    }

    private async ValueTask<SeSparseTable?> LoadAsync(int index, long place, CancellationToken cancellationToken)
    {
        byte[] entries = await file.ReadStructureAsync(place, SeSparseHeader.TableSize, "grain table", cancellationToken);
        var table = new SeSparseTable(file.Name, place, entries);
        Volatile.Write(ref _slots[index % Slots], new Kept(index, table));
        return table;
    }

    private sealed record Kept(int Index, SeSparseTable Table);
}
