using System.Security.Cryptography;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>
/// Takes the digest of a file while somebody else reads it, so that each byte is read once. One pass runs over the
/// file from its start, chunk by chunk, driven by the reads; who reads near it is served from the last chunks. What is
/// read far ahead (a footer, tables at the end) is remembered until the pass comes by. Reads in any order give the right
/// bytes and the right digest; a disorderly reader only makes some bytes be read twice.
/// </summary>
/// <remarks>Holes of a sparse file are hashed as zeros without being read.</remarks>
public sealed class DigestingDisk : DiskLayer
{
    private const int ChunkSize = 1 << 20;

    // Several workers of a copy read a block of 2 MiB each, so the hindmost is this much behind the first.
    private const int WindowChunks = 16;

    // A read this close ahead of the pass is the next step of a reader in order, and not a jump to some table.
    private const long LookAhead = WindowChunks / 2 * ChunkSize;

    // Footer, grain directory and the grain tables of half a terabyte; beyond that the pass reads them again.
    private const int MaxRemembered = 8 << 20;
    private const int MaxRememberedPieces = 1024;

    // When jumps have filled the memory, the reader has moved on past something it does not need (the spare tables of a
    // VMDK of some terabytes): to pass over this much takes a fraction of a second, and all is in order again.
    private const long CatchUp = 256L << 20;

    private static readonly byte[] Zeros = new byte[ChunkSize];

    private readonly Lock _ending = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ChunkWindow _window = new(WindowChunks);
    private readonly RememberedReads _remembered = new(MaxRemembered, MaxRememberedPieces);
    private readonly IncrementalHash _hash;
    private long _frontier;
    private byte[]? _digest;

    /// <summary>Watches the reads of <paramref name="inner"/>, and owns it.</summary>
    /// <param name="inner">The file.</param>
    /// <param name="algorithm">What digest to take.</param>
    public DigestingDisk(Disk inner, HashAlgorithmName algorithm)
        : base(inner)
    {
        _hash = IncrementalHash.CreateHash(algorithm);
    }

    /// <summary>All before this offset is in the digest; a multiple of the chunk's size, or the end.</summary>
    private long Frontier => Volatile.Read(ref _frontier);

    /// <summary>Reads what nobody has read yet, and returns the digest of the whole file.</summary>
    public async ValueTask<byte[]> FinishAsync(CancellationToken cancellationToken)
    {
        while (Frontier < Length)
        {
            await AdvanceAsync(Frontier, cancellationToken);
        }

        Trim();
        lock (_ending)
        {
            return _digest ??= _hash.GetHashAndReset();
        }
    }

    /// <summary>Frees the buffers; the digest so far stays. For when a reader is done and the digest is to be finished later.</summary>
    public void Trim() => _window.Clear();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Trim();
        _hash.Dispose();
        _turn.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int count = (int)Math.Min(buffer.Length, ChunkSize - (offset % ChunkSize));
            await ReadWithinChunkAsync(offset, buffer[..count], cancellationToken);
            buffer = buffer[count..];
            offset += count;
        }
    }

    private async ValueTask ReadWithinChunkAsync(long offset, Memory<byte> part, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the look into the window: what is behind it and not there is there no more.
            long frontier = Frontier;
            if (_window.TryRead(offset, part))
            {
                return;
            }

            if (offset < frontier)
            {
                await Inner.ReadAsync(offset, part, cancellationToken);
                return;
            }

            if (!await IsNearAsync(offset, frontier, cancellationToken))
            {
                await ReadAheadAsync(offset, part, cancellationToken);
                return;
            }

            await AdvanceAsync(frontier, cancellationToken);
        }
    }

    private async ValueTask<bool> IsNearAsync(long offset, long frontier, CancellationToken cancellationToken)
    {
        if (offset - frontier <= (_remembered.IsFull ? CatchUp : LookAhead))
        {
            return true;
        }

        Extent next = await Inner.FindExtentAsync(frontier, cancellationToken);
        return !next.HasData && offset - next.End <= LookAhead;
    }

    private async ValueTask ReadAheadAsync(long offset, Memory<byte> part, CancellationToken cancellationToken)
    {
        if (!_remembered.TryRead(offset, part.Span))
        {
            await Inner.ReadAsync(offset, part, cancellationToken);
            _remembered.Add(offset, part.Span);
        }
    }

    /// <summary>Moves the pass on by one chunk, unless somebody else did that since it stood at <paramref name="seen"/>.</summary>
    private async ValueTask AdvanceAsync(long seen, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Frontier == seen)
            {
                int length = (int)Math.Min(ChunkSize, Length - seen);
                await DigestAsync(seen, length, cancellationToken);
                _remembered.ForgetBefore(seen + length);
                Volatile.Write(ref _frontier, seen + length);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask DigestAsync(long offset, int length, CancellationToken cancellationToken)
    {
        Extent run = await Inner.FindExtentAsync(offset, cancellationToken);
        if (!run.HasData && run.Length >= length)
        {
            _hash.AppendData(Zeros, 0, length);
            return;
        }

        var chunk = new Chunk(offset, length);
        try
        {
            await FillAsync(chunk, cancellationToken);
            // Other readers are served while this one hashes.
            _window.Add(chunk);
            _hash.AppendData(chunk.Bytes.Span);
        }
        finally
        {
            chunk.Release();
        }
    }

    private async ValueTask FillAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        int at = 0;
        foreach ((long offset, byte[] bytes) in _remembered.Within(chunk.Offset, chunk.Offset + chunk.Bytes.Length))
        {
            int start = (int)(offset - chunk.Offset);
            await Inner.ReadAsync(chunk.Offset + at, chunk.Bytes[at..start], cancellationToken);
            bytes.CopyTo(chunk.Bytes[start..]);
            at = start + bytes.Length;
        }

        await Inner.ReadAsync(chunk.Offset + at, chunk.Bytes[at..], cancellationToken);
    }
}
