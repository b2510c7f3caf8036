namespace Appliance.Formats.Disks;

/// <summary>A disk over another one: forwards everything that a subclass does not change, and owns what is below.</summary>
public abstract class DiskLayer : Disk
{
    /// <summary>Puts a layer on <paramref name="inner"/>.</summary>
    protected DiskLayer(Disk inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <inheritdoc/>
    public override string Name => Inner.Name;

    /// <inheritdoc/>
    public override long Length => Inner.Length;

    /// <summary>The disk below.</summary>
    protected Disk Inner { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        => Inner.ReadAsync(offset, buffer, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => Inner.FindExtentAsync(offset, cancellationToken);
}
