using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Writes a dynamic VHD: blocks that are not all zero in the order of the disk, each with a full bitmap, and the tables
/// when all blocks have their place. The same disk gives the same bytes, whatever the number of threads.
/// </summary>
public sealed class VhdDynamicWriter : DiskWriter
{
    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly VhdDynamicPlan _plan;
    private readonly DirectFile _direct;
    private readonly GrowingFile _content;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty from <paramref name="start"/> on; stays open.</param>
    /// <param name="start">Where the image begins in the file, in bytes.</param>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdDynamicWriter(SafeFileHandle file, long start, long diskLength, Guid id, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentNullException.ThrowIfNull(options);
        _file = file;
        _start = start;
        _plan = new VhdDynamicPlan(diskLength, id, options);
        _direct = new DirectFile(file);
        _content = new GrowingFile(file, start, _direct);
    }

    /// <summary>Bytes of the image; final when it is complete.</summary>
    public long FileLength => _plan.FileLength;

    /// <inheritdoc/>
    public override int BlockSize => VhdDynamicLayout.BlockSize;

    /// <inheritdoc/>
    public override bool TakesAnyOrder => true;

    /// <inheritdoc/>
    public override bool PlacesEarly => true;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        block.Position = Place(block.Offset / BlockSize);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _content.Write(_start + block.Position, VhdDynamicPlan.BlockHead.Span, block.Data.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        (long block, long within) = Math.DivRem(offset, BlockSize);
        if (!_plan.Contains(block))
        {
            await RandomAccess.WriteAsync(_file, VhdDynamicPlan.BlockHead, _start + Place(block), cancellationToken);
        }

        await RandomAccess.WriteAsync(_file, data, _start + _plan.DataPosition(block) + within, cancellationToken);
    }

    /// <summary>Writes the tables and both footers, and ends the file behind the last one.</summary>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, _plan.FrontToBytes(), _start, cancellationToken);
        await RandomAccess.WriteAsync(_file, _plan.FooterToBytes(), _start + _plan.ContentEnd, cancellationToken);
        RandomAccess.SetLength(_file, _start + FileLength);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _direct.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Gives a block of the disk the next place in the file, and returns it.</summary>
    private long Place(long block)
    {
        long position = _plan.Add(block);
        _content.Reserve(_start + _plan.ContentEnd);
        return position;
    }
}
