using Appliance.Formats.Disks;
using Appliance.Formats.Raw;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vhd;

/// <summary>Writes a fixed VHD: the plain disk, sparse where it is zero, and a footer behind it.</summary>
public sealed class VhdFixedWriter : DiskWriter
{
    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly VhdFooter _footer;
    private readonly RawWriter _content;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty from <paramref name="start"/> on; stays open.</param>
    /// <param name="start">Where the image begins in the file, in bytes.</param>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdFixedWriter(SafeFileHandle file, long start, long diskLength, Guid id, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long size = VhdFooterFactory.RoundSize(diskLength);
        _content = new RawWriter(file, start, size);
        _file = file;
        _start = start;
        _footer = VhdFooterFactory.Create(VhdDiskType.Fixed, size, id, options);
        FileLength = size + VhdFooter.Size;
    }

    /// <summary>Bytes of the image.</summary>
    public long FileLength { get; }

    /// <inheritdoc/>
    public override int BlockSize => _content.BlockSize;

    /// <inheritdoc/>
    public override bool TakesAnyOrder => true;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
        => _content.PlaceAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
        => _content.WriteAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        => _content.PatchAsync(offset, data, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _content.CompleteAsync(cancellationToken);
        await RandomAccess.WriteAsync(_file, _footer.ToBytes(), _start + FileLength - VhdFooter.Size, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        await base.DisposeAsync();
    }
}
