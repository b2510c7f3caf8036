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
    private const int ClusterSize = Qcow2Layout.ClusterSize;
    private const int L2Entries = Qcow2Layout.L2Entries;
    private const long L2Span = Qcow2Layout.L2Span;
    private const ulong Owned = Qcow2Layout.Owned;

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
        _length = Qcow2Layout.RoundSize(length);
        _l1 = new ulong[Qcow2Layout.L1EntriesOf(_length)];
        _nextCluster = 1 + Qcow2Layout.Clusters(_l1.LongLength * sizeof(ulong));
    }

    /// <inheritdoc/>
    public override int BlockSize => Qcow2Layout.BlockSize;

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
        var refcounts = Qcow2Refcounts.For(_nextCluster);
        long total = _nextCluster + refcounts.Clusters;
        await WriteRefcountsAsync(refcounts, total, cancellationToken);
        await RandomAccess.WriteAsync(_file, Qcow2Layout.ToBytes(_l1), ClusterSize, cancellationToken);
        await RandomAccess.WriteAsync(_file, Qcow2Layout.HeaderToBytes(_length, _l1.Length, ClusterSize, _nextCluster * ClusterSize, refcounts.TableClusters), 0, cancellationToken);
        RandomAccess.SetLength(_file, total * ClusterSize);
    }

    private static bool HasData(DiskBlock block, int start)
        => block.Data.Span.Slice(start, Math.Min(ClusterSize, block.Data.Length - start)).ContainsAnyExcept((byte)0);

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

    private async ValueTask WriteRefcountsAsync(Qcow2Refcounts refcounts, long total, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, refcounts.TableToBytes(_nextCluster), _nextCluster * ClusterSize, cancellationToken);
        for (long i = 0; i < refcounts.Blocks; i++)
        {
            await RandomAccess.WriteAsync(_file, Qcow2Refcounts.BlockToBytes(i, total), (_nextCluster + refcounts.TableClusters + i) * ClusterSize, cancellationToken);
        }
    }
}
