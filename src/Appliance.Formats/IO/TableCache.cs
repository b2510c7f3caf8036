namespace Appliance.Formats.IO;

/// <summary>
/// Keeps the tables of an image that were read last, so that memory does not grow with the disk. Oldest out first: a
/// copy goes from front to back and comes to a table once.
/// </summary>
/// <typeparam name="T">An entry of a table.</typeparam>
/// <param name="capacity">Tables to keep.</param>
/// <param name="read">Reads the table at a key; may run twice for one key when two threads ask at once.</param>
internal sealed class TableCache<T>(int capacity, Func<long, CancellationToken, ValueTask<T[]>> read)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, T[]> _tables = [];
    private readonly Queue<long> _order = [];

    /// <summary>The table at a key, from memory or from the file.</summary>
    public async ValueTask<T[]> GetAsync(long key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_tables.TryGetValue(key, out T[]? known))
            {
                return known;
            }
        }

        T[] table = await read(key, cancellationToken);
        lock (_lock)
        {
            if (_tables.TryAdd(key, table))
            {
                _order.Enqueue(key);
                if (_order.Count > capacity)
                {
                    _tables.Remove(_order.Dequeue());
                }
            }
        }

        return table;
    }
}
