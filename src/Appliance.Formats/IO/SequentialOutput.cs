namespace Appliance.Formats.IO;

/// <summary>
/// Where a format goes that is written front to back: a file, into which many threads write at once, or a stream that only
/// goes forward. Bytes pass two stages, as a block does in a <see cref="Disks.DiskWriter"/>: they get their place one
/// after the other, and are written by any thread. What is behind an output stays open; who made it closes it.
/// </summary>
public abstract class SequentialOutput
{
    /// <summary>Bytes that have their place so far; the next ones come there.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// Settles the place of the next bytes: one call at a time, in the order of the output. A stream gets them here. The
    /// caller keeps them as they are until they are written.
    /// </summary>
    /// <returns>Where they start, in bytes from the start of the output.</returns>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public async ValueTask<long> PlaceAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        long position = Length;
        await TakeAsync(position, bytes, cancellationToken);
        Length = position + bytes.Length;
        return position;
    }

    /// <summary>Writes bytes to the place they were given: on any thread, many at once. A stream has them already. Their memory is free again then.</summary>
    /// <exception cref="IOException">The file takes no more.</exception>
    public abstract void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Places and writes bytes.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        => Write(await PlaceAsync(bytes, cancellationToken), bytes.Span);

    /// <summary>Called once, when all is written: ends a file, flushes a stream.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Makes room for bytes, or takes them.</summary>
    protected abstract ValueTask TakeAsync(long position, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
