using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Qcow2;

/// <summary>
/// Writes a QCOW2 version 3 image with clusters of 64 KiB, in order and without rewriting: header, first-level table,
/// then second-level tables before the data they point to, refcounts last. XCP-ng takes it for disks beyond the reach
/// of VHD; xapi's importer wants no compressed clusters, so there are none.
/// </summary>
public sealed class Qcow2Writer : DiskWriter
{
    private const int ClusterBits = 16;
    private const int ClusterSize = 1 << ClusterBits;
    private const int L2Entries = ClusterSize / sizeof(ulong);
    private const long L2Span = (long)L2Entries * ClusterSize;
    private const int RefcountsPerBlock = ClusterSize / sizeof(ushort);
    private const int ClustersPerBlock = 32;
    private const int HeaderLength = 104;
    private const ulong Owned = 1UL << 63; // the refcount of the cluster is exactly one

    private readonly SafeFileHandle _file;
    private readonly DirectFile _direct;
    private readonly GrowingFile _content;
    private readonly long _length;
    private readonly ulong[] _l1;
    private readonly byte[] _l2 = new byte[ClusterSize];
    private long _l2Index = -1;
    private long _nextCluster;

    /// <summary>Starts an image of <paramref name="length"/> bytes, rounded up to a sector, in an empty file.</summary>
    /// <param name="file">Stays open when the writer is disposed.</param>
    /// <param name="length">Virtual size in bytes.</param>
    public Qcow2Writer(SafeFileHandle file, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _file = file;
        _direct = new DirectFile(file);
        _content = new GrowingFile(file, start: 0, _direct);
        _length = (length + 511) & ~511L;
        _l1 = new ulong[(_length + L2Span - 1) / L2Span];
        _nextCluster = 1 + Clusters(_l1.LongLength * sizeof(ulong));
    }

    /// <inheritdoc/>
    public override int BlockSize => ClustersPerBlock * ClusterSize;

    /// <inheritdoc/>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        await OpenTableAsync(block.Offset / L2Span, cancellationToken);
        block.Position = _nextCluster * ClusterSize;
        for (int start = 0; start < block.Data.Length; start += ClusterSize)
        {
            if (HasData(block, start))
            {
                int entry = (int)((block.Offset + start) / ClusterSize % L2Entries);
                BinaryPrimitives.WriteUInt64BigEndian(_l2.AsSpan(entry * sizeof(ulong)), Owned | (ulong)(_nextCluster++ * ClusterSize));
            }
        }

        _content.Reserve(_nextCluster * ClusterSize);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        ReadOnlySpan<byte> data = block.Data.Span;
        long position = block.Position;
        for (int start = 0; start < data.Length;)
        {
            int end = start;
            while (end < data.Length && HasData(block, end))
            {
                end += ClusterSize;
            }

            if (end > start)
            {
                _content.Write(position, block.Data.Span[start..Math.Min(end, block.Data.Length)]);
                position += end - start;
            }

            start = end + ClusterSize;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _direct.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushTableAsync(cancellationToken);
        (long tableClusters, long blockClusters) = RefcountSizes(_nextCluster);
        long total = _nextCluster + tableClusters + blockClusters;
        await WriteRefcountsAsync(tableClusters, blockClusters, total, cancellationToken);
        await RandomAccess.WriteAsync(_file, BigEndian(_l1), ClusterSize, cancellationToken);
        await RandomAccess.WriteAsync(_file, Header(tableClusters), 0, cancellationToken);
        RandomAccess.SetLength(_file, total * ClusterSize);
    }

    private static bool HasData(DiskBlock block, int start)
        => block.Data.Span.Slice(start, Math.Min(ClusterSize, block.Data.Length - start)).ContainsAnyExcept((byte)0);

    private static long Clusters(long bytes) => (bytes + ClusterSize - 1) / ClusterSize;

    /// <summary>Blocks come in ascending order: when the next table begins, the last one is finished.</summary>
    private async ValueTask OpenTableAsync(long index, CancellationToken cancellationToken)
    {
        if (index != _l2Index)
        {
            await FlushTableAsync(cancellationToken);
            _l2.AsSpan().Clear();
            _l2Index = index;
            _l1[index] = Owned | (ulong)(_nextCluster++ * ClusterSize);
        }
    }

    private async ValueTask FlushTableAsync(CancellationToken cancellationToken)
    {
        if (_l2Index >= 0)
        {
            await RandomAccess.WriteAsync(_file, _l2, (long)(_l1[_l2Index] & ~Owned), cancellationToken);
        }
    }

    /// <summary>Refcount blocks count themselves and their table too, so their number is found by going on until it holds.</summary>
    private static (long Table, long Blocks) RefcountSizes(long used)
    {
        long table = 0, blocks = 0;
        while (true)
        {
            long total = used + table + blocks;
            long needBlocks = (total + RefcountsPerBlock - 1) / RefcountsPerBlock;
            long needTable = Clusters(needBlocks * sizeof(ulong));
            if (needBlocks <= blocks && needTable <= table)
            {
                return (table, blocks);
            }

            (table, blocks) = (needTable, needBlocks);
        }
    }

    private async ValueTask WriteRefcountsAsync(long tableClusters, long blockClusters, long total, CancellationToken cancellationToken)
    {
        long firstBlock = _nextCluster + tableClusters;
        var table = new ulong[tableClusters * L2Entries];
        var counts = new byte[ClusterSize];
        for (long i = 0; i < blockClusters; i++)
        {
            table[i] = (ulong)((firstBlock + i) * ClusterSize);
            counts.AsSpan().Clear();
            long inUse = Math.Clamp(total - (i * RefcountsPerBlock), 0, RefcountsPerBlock);
            for (int n = 0; n < inUse; n++)
            {
                counts[(n * sizeof(ushort)) + 1] = 1;
            }

            await RandomAccess.WriteAsync(_file, counts, (firstBlock + i) * ClusterSize, cancellationToken);
        }

        await RandomAccess.WriteAsync(_file, BigEndian(table), _nextCluster * ClusterSize, cancellationToken);
    }

    private byte[] Header(long refcountTableClusters)
    {
        var header = new byte[ClusterSize];
        void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(offset), value);
        void Put64(int offset, long value) => BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(offset), value);
        Put32(0, Qcow2Header.Magic);
        Put32(Qcow2Header.VersionOffset, 3);
        Put32(Qcow2Header.ClusterBitsOffset, ClusterBits);
        Put64(Qcow2Header.SizeOffset, _length);
        Put32(Qcow2Header.L1EntriesOffset, (uint)_l1.Length);
        Put64(Qcow2Header.L1OffsetOffset, ClusterSize);
        Put64(Qcow2Header.RefcountTableOffset, _nextCluster * ClusterSize);
        Put32(Qcow2Header.RefcountClustersOffset, (uint)refcountTableClusters);
        Put32(Qcow2Header.RefcountOrderOffset, 4); // 16-bit counts
        Put32(Qcow2Header.HeaderLengthOffset, HeaderLength);
        return header;
    }

    private static byte[] BigEndian(ulong[] values)
    {
        var bytes = new byte[values.Length * sizeof(ulong)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), values[i]);
        }

        return bytes;
    }
}
