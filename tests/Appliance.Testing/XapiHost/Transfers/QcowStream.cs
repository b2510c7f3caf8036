using System.Buffers.Binary;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// Takes a disk out of a QCOW2 image that comes by, as xapi's qcow-stream-tool does: header, refcount table, first-level table,
/// second-level tables and content have to come in this order, nothing is compressed, and content comes in the order of the clusters.
/// </summary>
/// <param name="stream">Where it comes from.</param>
internal sealed class QcowStream(Stream stream)
{
    private const uint Magic = 0x514649FB;
    private const ulong Compressed = 1UL << 62;
    private const ulong OffsetMask = 0x00FFFFFFFFFFFE00;

    private int _clusterSize = 512;
    private long _next;

    /// <summary>Copies it.</summary>
    /// <exception cref="InvalidDataException">It is not as it has to be.</exception>
    public async Task CopyToAsync(byte[] disk, CancellationToken cancellationToken)
    {
        byte[] header = new byte[_clusterSize];
        await stream.ReadExactlyAsync(header, cancellationToken);
        Demand(BinaryPrimitives.ReadUInt32BigEndian(header) == Magic, "no header");
        _clusterSize = 1 << BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20));
        await stream.ReadExactlyAsync(new byte[_clusterSize - header.Length], cancellationToken);
        _next = 1;
        await ReadAsync(BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(48)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(56)), cancellationToken);
        int entries = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(36)), perCluster = _clusterSize / sizeof(ulong);
        byte[] l1 = await ReadAsync(BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(40)), (entries + perCluster - 1) / perCluster, cancellationToken);
        int l1Clusters = (entries + perCluster - 1) / perCluster;
        // What it takes for the end of the file: whole clusters of the disk, and those in front of them.
        long most = (BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(24)) / _clusterSize) + (BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(40)) / _clusterSize) - 1 + l1Clusters
            + Enumerable.Range(0, entries).Count(index => EntryOf(l1, index) > 0);
        var content = new SortedDictionary<long, long>();
        for (int index = 0; index < entries; index++)
        {
            if (EntryOf(l1, index) is > 0 and long at)
            {
                byte[] l2 = await ReadAsync(at, 1, cancellationToken);
                foreach (int entry in Enumerable.Range(0, perCluster).Where(entry => EntryOf(l2, entry) > 0))
                {
                    content.Add(EntryOf(l2, entry), ((long)index * perCluster) + entry);
                }
            }
        }

        Demand(content.Count > 0, "nothing in it, of which the real one does not find the last cluster");
        foreach ((long at, long cluster) in content)
        {
            Demand(at / _clusterSize <= most, "a reference to what is outside of the file");
            byte[] data = await ReadAsync(at, 1, cancellationToken);
            long start = cluster * _clusterSize;
            data.AsSpan(0, (int)Math.Clamp(disk.Length - start, 0, data.Length)).CopyTo(disk.AsSpan((int)Math.Min(start, disk.Length)));
        }
    }

    private static long EntryOf(byte[] table, int index)
    {
        ulong entry = BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan(index * sizeof(ulong)));
        Demand((entry & Compressed) == 0, "compressed clusters: Qcow_stream.Compressed_unsupported");
        return (long)(entry & OffsetMask);
    }

    private static void Demand(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidDataException($"a QCOW2 with {otherwise}");
        }
    }

    /// <summary>Reads clusters; what stands before them was to be read, but for refcount blocks, which nobody needs.</summary>
    private async Task<byte[]> ReadAsync(long offset, int clusters, CancellationToken cancellationToken)
    {
        long cluster = offset / _clusterSize;
        Demand(cluster >= _next, "what should have come before");
        for (; _next < cluster; _next++)
        {
            await stream.ReadExactlyAsync(new byte[_clusterSize], cancellationToken);
        }

        byte[] data = new byte[clusters * _clusterSize];
        await stream.ReadExactlyAsync(data, cancellationToken);
        _next += clusters;
        return data;
    }
}
