using Appliance.Formats.Disks;

namespace Appliance.Converter.Comparing;

/// <summary>
/// Compares what a guest sees on two disks, on all cores, finds the first byte that differs, and takes the digests of
/// both. Ranges without data on both sides are the same without being read; every other byte is read once.
/// </summary>
public sealed class DiskComparer : IDisposable
{
    private const int ChunkSize = ContentDigest.ChunkSize;
    private readonly ZeroExtendedDisk _first;
    private readonly ZeroExtendedDisk _second;
    private readonly ContentDigest _firstDigest;
    private readonly ContentDigest _secondDigest;
    private readonly Action<CopyProgress>? _progress;
    private readonly SemaphoreSlim _claim = new(1, 1);
    private readonly long _length;
    private long _position;
    private long _difference = long.MaxValue;
    private long _read;

    private DiskComparer(Disk first, Disk second, Action<CopyProgress>? progress)
    {
        _length = Math.Max(first.Length, second.Length);
        _first = new ZeroExtendedDisk(first, _length);
        _second = new ZeroExtendedDisk(second, _length);
        _firstDigest = new ContentDigest(_length);
        _secondDigest = new ContentDigest(_length);
        _progress = progress;
    }

    /// <summary>Compares two disks, which stay open.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="workers">Threads to use, at least one.</param>
    /// <param name="progress">Called from any thread after each chunk.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Appliance.Formats.ImageException">One of them is damaged.</exception>
    public static async Task<DiskComparison> CompareAsync(
        Disk first, Disk second, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        using var comparer = new DiskComparer(first, second, progress);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, workers),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            async (_, token) => await comparer.WorkAsync(token));
        return new DiskComparison(
            first.Name,
            second.Name,
            first.Length,
            second.Length,
            comparer.Difference,
            comparer._firstDigest.Compute(),
            comparer._secondDigest.Compute(),
            comparer._read);
    }

    /// <inheritdoc/>
    public void Dispose() => _claim.Dispose();

    private long? Difference => _difference == long.MaxValue ? null : _difference;

    private async ValueTask WorkAsync(CancellationToken cancellationToken)
    {
        using var first = new DiskBlock(ChunkSize);
        using var second = new DiskBlock(ChunkSize);
        while (await ClaimAsync(first, second, cancellationToken))
        {
            int read = await FillAsync(_first, first, cancellationToken) + await FillAsync(_second, second, cancellationToken);
            Judge(first, second);
            long total = Interlocked.Add(ref _read, read);
            _progress?.Invoke(new CopyProgress(first.Offset + first.Data.Length, _length, total));
        }
    }

    private void Judge(DiskBlock first, DiskBlock second)
    {
        _firstDigest.Add(first.Offset, first.Data.Span);
        int same = first.Data.Span.CommonPrefixLength(second.Data.Span);
        if (same < first.Data.Length)
        {
            _secondDigest.Add(second.Offset, second.Data.Span);
            Remember(first.Offset + same);
        }
        else
        {
            _secondDigest.AddSame(first.Offset, _firstDigest);
        }
    }

    /// <summary>Takes the next chunk where one side has data; false at the end.</summary>
    private async ValueTask<bool> ClaimAsync(DiskBlock first, DiskBlock second, CancellationToken cancellationToken)
    {
        await _claim.WaitAsync(cancellationToken);
        try
        {
            while (_position < _length)
            {
                Extent one = await _first.FindExtentAsync(_position, cancellationToken);
                Extent other = await _second.FindExtentAsync(_position, cancellationToken);
                if (one.HasData || other.HasData)
                {
                    long start = _position - (_position % ChunkSize);
                    int size = (int)Math.Min(ChunkSize, _length - start);
                    first.Reset(start, size);
                    second.Reset(start, size);
                    _position = start + size;
                    return true;
                }
                _position = Math.Min(one.End, other.End);
            }
            return false;
        }
        finally
        {
            _claim.Release();
        }
    }

    private static async ValueTask<int> FillAsync(ZeroExtendedDisk disk, DiskBlock block, CancellationToken cancellationToken)
    {
        int read = 0;
        for (int at = 0; at < block.Data.Length;)
        {
            Extent run = (await disk.FindExtentAsync(block.Offset + at, cancellationToken)).ClipTo(block.Offset + block.Data.Length);
            Memory<byte> part = block.Data.Slice(at, (int)run.Length);
            if (run.HasData)
            {
                await disk.ReadAsync(run.Offset, part, cancellationToken);
                read += part.Length;
            }
            else
            {
                part.Span.Clear();
            }
            at += part.Length;
        }
        return read;
    }

    private void Remember(long offset)
    {
        long known = Interlocked.Read(ref _difference);
        while (offset < known)
        {
            known = Interlocked.CompareExchange(ref _difference, offset, known);
        }
    }
}
