using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// A file on a web server with random reads. One open answer is read forward, chunk by chunk, driven by the reads; who
/// reads near it is served from the last chunks. Reads elsewhere are requests of their own: small ones fetch a block, which
/// is kept; large ones go straight into the caller's buffer, and where a second one continues the first, the forward answer
/// moves there. Memory is about 30 MiB, whatever the file's size.
/// </summary>
/// <remarks>Broken connections are resumed as in <see cref="ResumableHttpStream"/>; reads throw <see cref="HttpSourceException"/> where that fails.</remarks>
public sealed class HttpDisk : Disk
{
    private const int ChunkSize = 1 << 20;

    // Several workers of a copy read some MiB each, so the hindmost is this much behind the first.
    private const int WindowChunks = 20;

    // To read over this takes about as long as a new request, with its connection, over a fast line.
    private const long LookAhead = 12 * ChunkSize;

    private const int BlockSize = 64 << 10;
    private const int MaxBlocks = 128;

    private readonly HttpFile _file;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ChunkWindow _window = new(WindowChunks);
    private readonly BlockCache _blocks = new(MaxBlocks);
    private ResumableBody _forward;
    private long _frontier;
    private long _jumpEnd = -1;
    private int _disposed;

    internal HttpDisk(HttpFile file, long length, ResumableBody fromStart)
    {
        _file = file;
        _forward = fromStart;
        Length = length;
        _file.Session.Hold();
    }

    /// <inheritdoc/>
    public override string Name => _file.Session.Location.FileName;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Where the forward answer stands.</summary>
    private long Frontier => Volatile.Read(ref _frontier);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _forward.Dispose();
            _window.Clear();
            _turn.Dispose();
            _file.Session.Dispose();
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (bool mayMove = true; !buffer.IsEmpty;)
        {
            int count = (int)Math.Min(buffer.Length, ChunkSize - (offset % ChunkSize));
            if (!await TryReadNearAsync(offset, buffer[..count], cancellationToken))
            {
                count = await ReadElsewhereAsync(offset, buffer, mayMove, cancellationToken);
                // The pieces of one read follow each other without telling anything about the next read.
                mayMove = false;
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <summary>Reads a part of one chunk from the window, or from the forward answer if that is not too far behind.</summary>
    private async ValueTask<bool> TryReadNearAsync(long offset, Memory<byte> part, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the look into the window: what is behind it and not there is there no more.
            long frontier = Frontier;
            if (_window.TryRead(offset, part))
            {
                return true;
            }

            if (offset < frontier || offset - frontier > LookAhead)
            {
                return false;
            }

            await AdvanceAsync(frontier, cancellationToken);
        }
    }

    /// <summary>Reads by a request of its own, or moves the forward answer here; returns how many bytes it read.</summary>
    private async ValueTask<int> ReadElsewhereAsync(long offset, Memory<byte> buffer, bool mayMove, CancellationToken cancellationToken)
    {
        long start = offset - (offset % BlockSize);
        bool isSmall = buffer.Length <= BlockSize;
        byte[]? block = isSmall ? _blocks.Find(start) : null;
        if (block is null && ContinuesLastJump(isSmall ? start : offset, isSmall ? BlockSize : buffer.Length) && mayMove)
        {
            await MoveAsync(offset, cancellationToken);
            return 0;
        }

        if (!isSmall)
        {
            await FetchAsync(offset, buffer, cancellationToken);
            return buffer.Length;
        }

        block ??= await FetchBlockAsync(start, cancellationToken);
        ReadOnlySpan<byte> found = block.AsSpan((int)(offset - start));
        int count = Math.Min(found.Length, buffer.Length);
        found[..count].CopyTo(buffer.Span);
        return count;
    }

    /// <summary>Whether a fetch goes on where the last one ended, with nothing in between that was read in order.</summary>
    private bool ContinuesLastJump(long start, int length)
        => Interlocked.Exchange(ref _jumpEnd, start + length) is var end && end >= 0 && start >= end && start - end <= BlockSize;

    private async ValueTask<byte[]> FetchBlockAsync(long start, CancellationToken cancellationToken)
    {
        var block = new byte[(int)Math.Min(BlockSize, Length - start)];
        await FetchAsync(start, block, cancellationToken);
        _blocks.Add(start, block);
        return block;
    }

    private async ValueTask FetchAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var part = new ResumableBody(_file, offset, offset + buffer.Length);
        await part.FillAsync(buffer, cancellationToken);
    }

    /// <summary>Reads the forward answer on by one chunk, unless somebody else did that since it stood at <paramref name="seen"/>.</summary>
    private async ValueTask AdvanceAsync(long seen, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Frontier != seen)
            {
                return;
            }

            // A reader that was cancelled has left it in the midst of a chunk.
            Restart(seen);
            var chunk = new Chunk(seen, (int)Math.Min(ChunkSize - (seen % ChunkSize), Length - seen));
            try
            {
                await _forward.FillAsync(chunk.Bytes, cancellationToken);
                _window.Add(chunk);
            }
            finally
            {
                chunk.Release();
            }

            Volatile.Write(ref _jumpEnd, -1);
            Volatile.Write(ref _frontier, _forward.Position);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Moves the forward answer.</summary>
    private async ValueTask MoveAsync(long offset, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Restart(offset);
            Volatile.Write(ref _frontier, offset);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Restart(long offset)
    {
        if (_forward.Position != offset)
        {
            _forward.Dispose();
            _forward = new ResumableBody(_file, offset, end: null);
        }
    }
}
