using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Raw;

/// <summary>Writes a disk as it is into a stream that only goes forward, such as a pipe; zeros are written out.</summary>
public sealed class RawStreamWriter : DiskWriter
{
    private readonly Stream _target;
    private readonly long _diskLength;
    private long _position;

    /// <summary>Prepares to write to a stream.</summary>
    /// <param name="target">Gets the disk's bytes; stays open.</param>
    /// <param name="diskLength">Bytes of the disk.</param>
    public RawStreamWriter(Stream target, long diskLength)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(diskLength);
        _target = target;
        _diskLength = diskLength;
    }

    /// <inheritdoc/>
    public override int BlockSize => 1 << 20;

    /// <inheritdoc/>
    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        await FillToAsync(block.Offset, cancellationToken);
        await _target.WriteAsync(block.Data, cancellationToken);
        _position += block.Data.Length;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FillToAsync(_diskLength, cancellationToken);
        await _target.FlushAsync(cancellationToken);
    }

    private async ValueTask FillToAsync(long end, CancellationToken cancellationToken)
    {
        await _target.WriteZerosAsync(end - _position, cancellationToken);
        _position = end;
    }
}
