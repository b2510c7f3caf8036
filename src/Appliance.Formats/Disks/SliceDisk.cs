namespace Appliance.Formats.Disks;

/// <summary>A range of another disk, such as a member of a tar file. The disk below stays open when this is disposed.</summary>
public sealed class SliceDisk : Disk
{
    private readonly Disk _inner;
    private readonly long _start;

    /// <summary>Shows <paramref name="length"/> bytes of <paramref name="inner"/> from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within <paramref name="inner"/>.</exception>
    public SliceDisk(Disk inner, long start, long length, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, inner.Length - length);
        _inner = inner;
        _start = start;
        Length = length;
        Name = name ?? inner.Name;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => _inner.ReadAsync(_start + offset, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        Extent below = await _inner.FindExtentAsync(_start + offset, cancellationToken);
        return (below with { Offset = offset }).ClipTo(Length);
    }
}
