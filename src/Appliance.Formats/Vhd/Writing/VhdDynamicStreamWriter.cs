using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Writes a dynamic VHD from its first byte to its last. The BAT stands in front of the blocks, so the extents of the
/// source tell beforehand which blocks there will be; one that turns out to be all zero is stored nevertheless. Without
/// such blocks the bytes are those of <see cref="VhdDynamicWriter"/>.
/// </summary>
public sealed class VhdDynamicStreamWriter : DiskWriter
{
    private readonly Stream _target;
    private readonly VhdDynamicPlan _plan;
    private readonly string _source;
    private long _next; // number of the first block that is not written yet
    private bool _started;

    private VhdDynamicStreamWriter(Stream target, VhdDynamicPlan plan, string source)
    {
        _target = target;
        _plan = plan;
        _source = source;
    }

    /// <summary>Bytes of the image, known from the start.</summary>
    public long FileLength => _plan.FileLength;

    /// <inheritdoc/>
    public override int BlockSize => VhdDynamicLayout.BlockSize;

    /// <summary>Walks the extents of a disk, and prepares to write it.</summary>
    /// <param name="target">Gets the image; stays open.</param>
    /// <param name="source">The disk that will be copied, at most <see cref="VhdLimits.MaxDiskSize"/> bytes; stays open.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static async ValueTask<VhdDynamicStreamWriter> CreateAsync(
        Stream target, Disk source, Guid id, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var plan = new VhdDynamicPlan(source.Length, id, options);
        for (long offset = 0; offset < source.Length;)
        {
            Extent extent = await source.FindExtentAsync(offset, cancellationToken);
            long block = offset / VhdDynamicLayout.BlockSize;
            if (extent.HasData)
            {
                plan.Add(block);
            }

            offset = extent.HasData ? (block + 1) * VhdDynamicLayout.BlockSize : extent.End;
        }

        return new VhdDynamicStreamWriter(target, plan, source.Name);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The source grew data after its extents were walked.</exception>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        long number = block.Offset / BlockSize;
        if (!_plan.Contains(number))
        {
            throw new IOException($"{_source}: changed while it was read; there is data at byte {block.Offset}, where there was none");
        }

        await AdvanceAsync(number, cancellationToken);
        await WriteBlockAsync(block.Data, cancellationToken);
        _next = number + 1;
    }

    /// <inheritdoc/>
    public override ValueTask SkipAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        return AdvanceAsync((block.Offset / BlockSize) + 1, cancellationToken);
    }

    /// <summary>Writes the footer.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await AdvanceAsync(_plan.Entries, cancellationToken);
        await _target.WriteAsync(_plan.FooterToBytes(), cancellationToken);
        await _target.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what stands in front of a block: the tables, and promised blocks that turned out to be zero.</summary>
    private async ValueTask AdvanceAsync(long block, CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            await _target.WriteAsync(_plan.FrontToBytes(), cancellationToken);
        }

        for (; _next < block; _next++)
        {
            if (_plan.Contains(_next))
            {
                await WriteBlockAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
            }
        }
    }

    /// <summary>Writes one block, filled up with zeros.</summary>
    private async ValueTask WriteBlockAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _target.WriteAsync(VhdDynamicPlan.BlockHead, cancellationToken);
        await _target.WriteAsync(data, cancellationToken);
        await _target.WriteZerosAsync(BlockSize - data.Length, cancellationToken);
    }
}
