namespace Appliance.Formats.Disks;

/// <summary>
/// A delta over its parent: what the delta does not hold is read from the parent at the same virtual offset, and is
/// zeros behind the parent's end.
/// </summary>
public sealed class DeltaDisk : DiskLayer
{
    private readonly Disk _parent;

    /// <summary>Lays <paramref name="delta"/> over <paramref name="parent"/>, and owns both.</summary>
    public DeltaDisk(Disk delta, Disk parent)
        : base(delta)
    {
        ArgumentNullException.ThrowIfNull(parent);
        _parent = parent;
    }

    /// <summary>Lays a chain of disks over each other, and owns them all.</summary>
    /// <param name="layers">From the top down to the base, one at least.</param>
    public static Disk Over(IReadOnlyList<Disk> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.Reverse().Aggregate((parent, delta) => new DeltaDisk(delta, parent));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _parent.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (long end = offset + buffer.Length; offset < end;)
        {
            Extent run = (await Inner.FindExtentAsync(offset, cancellationToken)).ClipTo(end);
            Memory<byte> part = buffer[..(int)run.Length];
            if (run.Kind == ExtentKind.Absent)
            {
                await ReadParentAsync(offset, part, cancellationToken);
            }
            else
            {
                await Inner.ReadAsync(offset, part, cancellationToken);
            }

            buffer = buffer[part.Length..];
            offset = run.End;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        Extent own = await Inner.FindExtentAsync(offset, cancellationToken);
        if (own.Kind != ExtentKind.Absent || offset >= _parent.Length)
        {
            return own;
        }

        return (await _parent.FindExtentAsync(offset, cancellationToken)).ClipTo(own.End);
    }

    private async ValueTask ReadParentAsync(long offset, Memory<byte> part, CancellationToken cancellationToken)
    {
        int inside = (int)Math.Clamp(_parent.Length - offset, 0, part.Length);
        if (inside > 0)
        {
            await _parent.ReadAsync(offset, part[..inside], cancellationToken);
        }

        part.Span[inside..].Clear();
    }
}
