using System.Collections;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Qcow2;

/// <summary>
/// Which clusters of a disk an image will hold, known from its extents, and so where everything of the image stands. Memory is a
/// bit a cluster, where a second-level table has any.
/// </summary>
internal sealed class Qcow2Plan
{
    private const long Unit = 1 << 20;

    private readonly SortedDictionary<long, BitArray> _tables = [];
    private readonly long _length;

    // Qcow_stream takes no more clusters of content than are whole in the disk, and needs some of them.
    private Qcow2Plan(long length) => _length = Math.Max(Unit, (length + Unit - 1) / Unit * Unit);

    /// <summary>Clusters with content.</summary>
    public long DataClusters { get; private set; }

    /// <summary>Walks the extents of a disk.</summary>
    public static async ValueTask<Qcow2Plan> CreateAsync(Disk disk, CancellationToken cancellationToken)
    {
        var plan = new Qcow2Plan(disk.Length);
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, cancellationToken);
            if (extent.HasData)
            {
                plan.Add(offset / Qcow2Layout.ClusterSize, (extent.End - 1) / Qcow2Layout.ClusterSize);
            }

            offset = extent.End;
        }

        return plan;
    }

    /// <summary>Whether the image holds a cluster.</summary>
    /// <param name="cluster">Its number on the disk.</param>
    public bool Contains(long cluster)
        => _tables.TryGetValue(cluster / Qcow2Layout.L2Entries, out BitArray? held) && held[(int)(cluster % Qcow2Layout.L2Entries)];

    /// <summary>
    /// Everything in front of the content, piece by piece: header, refcount table, refcount blocks, first-level table, second-level
    /// tables. Xapi's reader of streams (mirage/ocaml-qcow, qcow_stream) takes no other order.
    /// </summary>
    public IEnumerable<byte[]> FrontToBytes()
    {
        var l1 = new ulong[Qcow2Layout.L1EntriesOf(_length)];
        long l1Clusters = Qcow2Layout.Clusters(l1.LongLength * sizeof(ulong));
        long used = 1 + l1Clusters + _tables.Count + DataClusters;
        var refcounts = Qcow2Refcounts.For(used);
        long total = used + refcounts.Clusters, l1Cluster = 1 + refcounts.Clusters, next = l1Cluster + l1Clusters;
        yield return Qcow2Layout.HeaderToBytes(_length, l1.Length, l1Cluster * Qcow2Layout.ClusterSize, Qcow2Layout.ClusterSize, refcounts.TableClusters);
        yield return refcounts.TableToBytes(1);
        for (long block = 0; block < refcounts.Blocks; block++)
        {
            yield return Qcow2Refcounts.BlockToBytes(block, total);
        }

        foreach (long index in _tables.Keys)
        {
            l1[index] = EntryOf(next++);
        }

        yield return Qcow2Layout.ToBytes(l1);
        foreach (BitArray held in _tables.Values)
        {
            yield return TableToBytes(held, ref next);
        }
    }

    private static ulong EntryOf(long cluster) => Qcow2Layout.Owned | (ulong)(cluster * Qcow2Layout.ClusterSize);

    private static byte[] TableToBytes(BitArray held, ref long next)
    {
        var table = new ulong[Qcow2Layout.L2Entries];
        for (int entry = 0; entry < table.Length; entry++)
        {
            table[entry] = held[entry] ? EntryOf(next++) : 0;
        }

        return Qcow2Layout.ToBytes(table);
    }

    private void Add(long first, long last)
    {
        for (long cluster = first; cluster <= last; cluster++)
        {
            (long index, long entry) = Math.DivRem(cluster, Qcow2Layout.L2Entries);
            if (!_tables.TryGetValue(index, out BitArray? held))
            {
                _tables[index] = held = new BitArray(Qcow2Layout.L2Entries);
            }

            // Two extents may share a cluster.
            DataClusters += held[(int)entry] ? 0 : 1;
            held[(int)entry] = true;
        }
    }
}
