using Appliance.Formats.Disks;

namespace Appliance.Converter.Comparing;

/// <summary>A disk that goes on with zeros behind its end. The disk below stays open when this is disposed.</summary>
/// <param name="inner">The disk.</param>
/// <param name="length">Bytes to show, not fewer than the disk has.</param>
internal sealed class ZeroExtendedDisk(Disk inner, long length) : Disk
{
    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int inside = (int)Math.Clamp(inner.Length - offset, 0, buffer.Length);
        if (inside > 0)
        {
            await inner.ReadAsync(offset, buffer[..inside], cancellationToken);
        }
        buffer.Span[inside..].Clear();
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => offset < inner.Length
            ? inner.FindExtentAsync(offset, cancellationToken)
            : new(new Extent(offset, length - offset, ExtentKind.Zero));
}
