namespace Appliance.Formats.Disks;

/// <summary>A disk without content: an OVF disk that has no file, or a ZERO extent.</summary>
public sealed class ZeroDisk : Disk
{
    /// <summary>Makes <paramref name="length"/> bytes of zeros.</summary>
    public ZeroDisk(string name, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Name = name;
        Length = length;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.Span.Clear();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => new(new Extent(offset, Length - offset, ExtentKind.Zero));
}
