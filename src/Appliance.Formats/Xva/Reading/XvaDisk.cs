using System.Buffers;
using System.Collections;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Xva;

/// <summary>
/// The content of one disk in an XVA. The first read in a chunk reads and checks all of it; later ones read just what is
/// wanted.
/// </summary>
internal sealed class XvaDisk(Disk file, XvaDiskIndex index, XvaChunkReader reader) : Disk
{
    private readonly Lock _lock = new();
    private readonly BitArray _verified = new(index.Chunks.Count);

    /// <inheritdoc/>
    public override string Name => $"{file.Name}:{index.Id}";

    /// <inheritdoc/>
    public override long Length => index.VirtualSize;

    /// <summary>Reads and checks the chunks that nobody has read.</summary>
    /// <exception cref="InvalidImageException">A checksum does not hold.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
        => await Parallel.ForAsync(0, index.Chunks.Count, cancellationToken, async (i, stop) =>
        {
            if (!IsVerified(i))
            {
                await CopyAsync(i, 0, Memory<byte>.Empty, stop);
            }
        });

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int within = (int)(offset % XvaFormat.ChunkSize);
            Memory<byte> part = buffer[..Math.Min(buffer.Length, XvaFormat.ChunkSize - within)];
            await ReadChunkAsync(offset / XvaFormat.ChunkSize, within, part, cancellationToken);
            buffer = buffer[part.Length..];
            offset += part.Length;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        int found = index.Find(offset / XvaFormat.ChunkSize);
        if (found >= 0)
        {
            long chunkEnd = (index.Chunks[found].Index + 1) * XvaFormat.ChunkSize;
            return new(new Extent(offset, Math.Min(chunkEnd, Length) - offset, ExtentKind.Data));
        }

        int next = ~found;
        long end = next < index.Chunks.Count ? index.Chunks[next].Index * XvaFormat.ChunkSize : Length;
        return new(new Extent(offset, end - offset, ExtentKind.Zero));
    }

    private ValueTask ReadChunkAsync(long number, int within, Memory<byte> part, CancellationToken cancellationToken)
    {
        int found = index.Find(number);
        if (found < 0)
        {
            part.Span.Clear();
            return ValueTask.CompletedTask;
        }

        XvaChunk chunk = index.Chunks[found];
        return IsVerified(found) ? file.ReadAsync(chunk.Position + within, part, cancellationToken)
            : part.Length == index.StoredLength(chunk) ? ReadWholeAsync(found, part, cancellationToken)
            : CopyAsync(found, within, part, cancellationToken);
    }

    private async ValueTask ReadWholeAsync(int found, Memory<byte> part, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(index.Chunks[found].Position, part, cancellationToken);
        MarkVerified(found);
    }

    private async ValueTask CopyAsync(int found, int within, Memory<byte> part, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(XvaFormat.ChunkSize);
        try
        {
            Memory<byte> whole = buffer.AsMemory(0, index.StoredLength(index.Chunks[found]));
            await ReadWholeAsync(found, whole, cancellationToken);
            whole.Slice(within, part.Length).CopyTo(part);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool IsVerified(int chunk)
    {
        lock (_lock)
        {
            return _verified[chunk];
        }
    }

    private void MarkVerified(int chunk)
    {
        lock (_lock)
        {
            _verified[chunk] = true;
        }
    }
}
