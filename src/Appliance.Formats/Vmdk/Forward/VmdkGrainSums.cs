namespace Appliance.Formats.Vmdk;

/// <summary>
/// Remembers of the grains of each table where they stood, in one sum a table, so that tables that come apart from the
/// grains can be held against them: a stream that lost a grain, or whose tables tell another story than its markers,
/// would read differently at random.
/// </summary>
internal sealed class VmdkGrainSums
{
    private readonly Dictionary<long, ulong> _sums = [];

    /// <summary>Counts a grain.</summary>
    /// <param name="table">Number of its table.</param>
    /// <param name="entry">Its entry in the table.</param>
    /// <param name="sector">The sector of the file where it stands.</param>
    public void Add(long table, int entry, uint sector)
        => _sums[table] = _sums.GetValueOrDefault(table) + Mix(entry, sector);

    /// <summary>The sum that a table's grains have to have.</summary>
    public static ulong Of(VmdkGrainTable table, bool hasZeroedGrains)
    {
        ulong sum = 0;
        for (int i = 0; i < table.Count; i++)
        {
            uint sector = table[i];
            bool stored = sector != VmdkGrainTable.Absent && !(hasZeroedGrains && sector == VmdkGrainTable.Zeroed);
            sum += stored ? Mix(i, sector) : 0;
        }

        return sum;
    }

    /// <summary>The sum of the grains that came; 0 where none did.</summary>
    public ulong this[long table] => _sums.GetValueOrDefault(table);

    /// <summary>The tables of which grains came.</summary>
    public IEnumerable<long> Tables => _sums.Keys;

    /// <summary>Spreads entry and sector over 64 bits (the finalizer of SplitMix64), so that sums of different grains differ.</summary>
    private static ulong Mix(int entry, uint sector)
    {
        ulong x = ((ulong)(uint)entry << 32) | sector;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
