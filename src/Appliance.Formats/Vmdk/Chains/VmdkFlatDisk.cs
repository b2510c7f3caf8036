using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// A raw extent. Holes of its file are zeros that belong to the disk, never a gap for a parent to fill.
/// </summary>
internal sealed class VmdkFlatDisk : DiskLayer
{
    private readonly long _start;

    /// <summary>Shows <paramref name="length"/> bytes of <paramref name="file"/> from <paramref name="start"/> on, and owns it.</summary>
    public VmdkFlatDisk(Disk file, long start, long length)
        : base(file)
    {
        _start = start;
        Length = length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => Inner.ReadAsync(_start + offset, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        Extent below = (await Inner.FindExtentAsync(_start + offset, cancellationToken)).ClipTo(_start + Length);
        return new Extent(offset, below.Length, below.HasData ? ExtentKind.Data : ExtentKind.Zero);
    }
}
