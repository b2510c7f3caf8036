using Appliance.Formats.Disks;
using Appliance.Formats.Raw;

namespace Appliance.Formats.Vhd;

/// <summary>Writes a fixed VHD into a stream that only goes forward: the plain disk with its zeros, and a footer behind it.</summary>
public sealed class VhdFixedStreamWriter : DiskWriter
{
    private readonly Stream _target;
    private readonly VhdFooter _footer;
    private readonly RawStreamWriter _content;

    /// <summary>Prepares to write to a stream.</summary>
    /// <param name="target">Gets the image; stays open.</param>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdFixedStreamWriter(Stream target, long diskLength, Guid id, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long size = VhdFooterFactory.RoundSize(diskLength);
        _content = new RawStreamWriter(target, size);
        _target = target;
        _footer = VhdFooterFactory.Create(VhdDiskType.Fixed, size, id, options);
    }

    /// <inheritdoc/>
    public override int BlockSize => _content.BlockSize;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
        => _content.PlaceAsync(block, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _content.CompleteAsync(cancellationToken);
        await _target.WriteAsync(_footer.ToBytes(), cancellationToken);
        await _target.FlushAsync(cancellationToken);
    }
}
