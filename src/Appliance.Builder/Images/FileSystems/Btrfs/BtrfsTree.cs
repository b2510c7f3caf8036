using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>A tree: its items in leaves, and nodes above them until there is one. Its nodes get addresses at once, and are written later.</summary>
internal sealed class BtrfsTree
{
    /// <summary>Most bytes of an item.</summary>
    public const int LargestItem = BtrfsSpace.NodeSize - HeaderSize - ItemSize;

    private const int HeaderSize = 101;
    private const int ItemSize = BtrfsKey.Size + (2 * sizeof(uint));
    private const int PointerSize = BtrfsKey.Size + (2 * sizeof(ulong));
    private const int MostPointers = (BtrfsSpace.NodeSize - HeaderSize) / PointerSize;

    private readonly List<ArraySegment<BtrfsItem>> _leaves;
    private readonly List<List<long>> _levels = [];

    /// <summary>Plans it.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="items">In any order.</param>
    /// <param name="allocate">Gives the address of the next node.</param>
    public BtrfsTree(ulong id, IEnumerable<BtrfsItem> items, Func<long> allocate)
    {
        Id = id;
        _leaves = Split([.. items.OrderBy(item => item.Key.Order)]);
        for (int count = _leaves.Count; ; count = (count + MostPointers - 1) / MostPointers)
        {
            _levels.Add([.. Enumerable.Range(0, count).Select(_ => allocate())]);
            if (count == 1)
            {
                break;
            }
        }
    }

    /// <summary>Its number.</summary>
    public ulong Id { get; }

    /// <summary>The address of its highest node.</summary>
    public long Root => _levels[^1][0];

    /// <summary>The level of that; leaves have 0.</summary>
    public int Level => _levels.Count - 1;

    /// <summary>All nodes.</summary>
    public IEnumerable<(long Address, int Level)> Nodes => _levels.SelectMany((nodes, level) => nodes.Select(node => (node, level)));

    /// <summary>Writes it.</summary>
    public void Write(BtrfsSpace space)
    {
        var keys = new List<BtrfsKey>();
        for (int i = 0; i < _leaves.Count; i++)
        {
            keys.Add(_leaves[i].Count > 0 ? _leaves[i][0].Key : default);
            Write(space, _levels[0][i], 0, _leaves[i].Count, LeafOf(_leaves[i]));
        }

        for (int level = 1; level < _levels.Count; level++)
        {
            (BtrfsKey Key, long Address)[][] nodes = [.. keys.Zip(_levels[level - 1]).Chunk(MostPointers)];
            for (int i = 0; i < nodes.Length; i++)
            {
                var body = new ByteWriter();
                Array.ForEach(nodes[i], below => body.Key(below.Key).Long((ulong)below.Address, BtrfsSpace.Generation));
                Write(space, _levels[level][i], level, nodes[i].Length, body.ToArray());
            }

            keys = [.. nodes.Select(node => node[0].Key)];
        }
    }

    private static List<ArraySegment<BtrfsItem>> Split(BtrfsItem[] items)
    {
        var leaves = new List<ArraySegment<BtrfsItem>>();
        int first = 0, taken = HeaderSize;
        for (int i = 0; i < items.Length; i++)
        {
            int size = ItemSize + items[i].Data.Length;
            if (taken + size > BtrfsSpace.NodeSize)
            {
                leaves.Add(new ArraySegment<BtrfsItem>(items, first, i - first));
                (first, taken) = (i, HeaderSize);
            }

            taken += size;
        }

        leaves.Add(new ArraySegment<BtrfsItem>(items, first, items.Length - first));
        return leaves;
    }

    /// <summary>Keys from the front, and what they say from the back.</summary>
    private static byte[] LeafOf(ArraySegment<BtrfsItem> items)
    {
        var body = new byte[BtrfsSpace.NodeSize - HeaderSize];
        int end = body.Length, place = 0;
        foreach (BtrfsItem item in items)
        {
            end -= item.Data.Length;
            item.Data.CopyTo(body, end);
            new ByteWriter().Key(item.Key).Int((uint)end, (uint)item.Data.Length).ToArray().CopyTo(body, place);
            place += ItemSize;
        }

        return body;
    }

    private void Write(BtrfsSpace space, long address, int level, int count, byte[] body)
    {
        const ulong Written = 1, NewestReferences = 1UL << 56;
        const int ChecksumSize = 32;
        var node = new byte[BtrfsSpace.NodeSize];
        new ByteWriter().Zero(ChecksumSize).Id(space.Id).Long((ulong)address, Written | NewestReferences).Id(space.Chunks)
            .Long(BtrfsSpace.Generation, Id).Int((uint)count).Bytes((byte)level).Bytes(body).ToArray().CopyTo(node, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(node, Crc32C.Compute(node.AsSpan(ChecksumSize)));
        space.Write(address, node);
    }
}
