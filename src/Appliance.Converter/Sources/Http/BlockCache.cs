namespace Appliance.Converter.Sources.Http;

/// <summary>Blocks of a file that were fetched for small reads far from the others: footers, tables. Oldest out first.</summary>
/// <param name="capacity">Blocks to keep.</param>
internal sealed class BlockCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, byte[]> _blocks = [];
    private readonly Queue<long> _order = [];

    /// <summary>Keeps a block, in place of the oldest one.</summary>
    /// <param name="start">Where it starts in the file, in bytes.</param>
    /// <param name="block">Its bytes, which nobody changes any more.</param>
    public void Add(long start, byte[] block)
    {
        lock (_lock)
        {
            if (!_blocks.TryAdd(start, block))
            {
                return;
            }

            _order.Enqueue(start);
            if (_order.Count > capacity)
            {
                _blocks.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The block that starts at <paramref name="start"/>; null where it is not kept.</summary>
    public byte[]? Find(long start)
    {
        lock (_lock)
        {
            return _blocks.GetValueOrDefault(start);
        }
    }
}
