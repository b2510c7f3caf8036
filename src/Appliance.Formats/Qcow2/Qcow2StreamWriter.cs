using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Qcow2;

/// <summary>
/// Writes a QCOW2 version 3 image from its first byte to its last. All tables stand in front, so the extents of the source tell
/// beforehand which clusters there will be; one that turns out to be all zero is stored nevertheless. The disk is rounded up to whole MiB.
/// </summary>
public sealed class Qcow2StreamWriter : DiskWriter
{
    private readonly Stream _target;
    private readonly Qcow2Plan _plan;
    private readonly string _source;
    private readonly long _clusters;
    private long _next; // number of the first cluster that is not written yet
    private bool _started;

    private Qcow2StreamWriter(Stream target, Qcow2Plan plan, Disk source)
        => (_target, _plan, _source, _clusters) = (target, plan, source.Name, Qcow2Layout.Clusters(source.Length));

    /// <inheritdoc/>
    public override int BlockSize => Qcow2Layout.BlockSize;

    /// <summary>Walks the extents of a disk, and prepares to write it.</summary>
    /// <param name="target">Gets the image; stays open.</param>
    /// <param name="source">The disk that will be copied; stays open.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static async ValueTask<Qcow2StreamWriter> CreateAsync(Stream target, Disk source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        return new Qcow2StreamWriter(target, await Qcow2Plan.CreateAsync(source, cancellationToken), source);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The source grew data after its extents were walked.</exception>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        long first = block.Offset / Qcow2Layout.ClusterSize;
        await AdvanceAsync(first, cancellationToken);
        for (int start = 0; start < block.Data.Length; start += Qcow2Layout.ClusterSize)
        {
            ReadOnlyMemory<byte> data = block.Data[start..Math.Min(start + Qcow2Layout.ClusterSize, block.Data.Length)];
            if (_plan.Contains(_next++))
            {
                await WriteClusterAsync(data, cancellationToken);
            }
            else if (data.Span.ContainsAnyExcept((byte)0))
            {
                throw new IOException($"{_source}: changed while it was read; there is data at byte {block.Offset + start}, where there was none");
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await AdvanceAsync(_clusters, cancellationToken);
        await _target.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what stands in front of a cluster: the tables, and promised clusters that turned out to be zero.</summary>
    private async ValueTask AdvanceAsync(long cluster, CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            foreach (byte[] piece in _plan.FrontToBytes())
            {
                await _target.WriteAsync(piece, cancellationToken);
            }
        }

        for (; _next < cluster; _next++)
        {
            if (_plan.Contains(_next))
            {
                await WriteClusterAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
            }
        }
    }

    /// <summary>Writes one cluster, filled up with zeros.</summary>
    private async ValueTask WriteClusterAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _target.WriteAsync(data, cancellationToken);
        await _target.WriteZerosAsync(Qcow2Layout.ClusterSize - data.Length, cancellationToken);
    }
}
