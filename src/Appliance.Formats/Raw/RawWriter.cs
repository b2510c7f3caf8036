using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Raw;

/// <summary>Writes a disk as it is; what is zero becomes holes of the file.</summary>
public sealed class RawWriter : DiskWriter
{
    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly long _diskLength;
    private readonly DirectFile _direct;
    private readonly GrowingFile _content;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty from <paramref name="start"/> on; stays open.</param>
    /// <param name="start">Where the disk begins in the file, in bytes.</param>
    /// <param name="diskLength">Bytes of the disk.</param>
    public RawWriter(SafeFileHandle file, long start, long diskLength)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(diskLength);
        _file = file;
        _start = start;
        _diskLength = diskLength;
        _direct = new DirectFile(file);
        _content = new GrowingFile(file, start, _direct);
    }

    /// <inheritdoc/>
    public override int BlockSize => 1 << 20;

    /// <inheritdoc/>
    public override bool TakesAnyOrder => true;

    /// <inheritdoc/>
    public override bool PlacesEarly => true;

    /// <inheritdoc/>
    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _content.Write(_start + block.Offset, block.Data.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        => RandomAccess.WriteAsync(_file, data, _start + offset, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _direct.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Gives the file its length: zeros at the end of the disk were not written.</summary>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        RandomAccess.SetLength(_file, _start + _diskLength);
        return ValueTask.CompletedTask;
    }
}
