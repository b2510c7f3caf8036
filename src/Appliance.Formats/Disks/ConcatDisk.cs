namespace Appliance.Formats.Disks;

/// <summary>Several disks end to end: the extents of a split VMDK, or the chunks of an OVF file.</summary>
public sealed class ConcatDisk : Disk
{
    private readonly Disk[] _parts;
    private readonly long[] _starts;

    /// <summary>Joins <paramref name="parts"/> in their order, and owns them.</summary>
    public ConcatDisk(string name, IEnumerable<Disk> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Name = name;
        _parts = [.. parts.Where(part => part.Length > 0)];
        _starts = new long[_parts.Length];
        for (int i = 0; i < _parts.Length; i++)
        {
            _starts[i] = Length;
            Length = checked(Length + _parts[i].Length);
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (Disk part in _parts)
        {
            await part.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int i = PartAt(offset); !buffer.IsEmpty; i++)
        {
            long within = offset - _starts[i];
            int count = (int)Math.Min(buffer.Length, _parts[i].Length - within);
            await _parts[i].ReadAsync(within, buffer[..count], cancellationToken);
            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        int i = PartAt(offset);
        Extent extent = await _parts[i].FindExtentAsync(offset - _starts[i], cancellationToken);
        return extent with { Offset = offset };
    }

    private int PartAt(long offset)
    {
        int found = Array.BinarySearch(_starts, offset);
        return found >= 0 ? found : ~found - 1;
    }
}
