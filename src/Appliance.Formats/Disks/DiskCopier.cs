namespace Appliance.Formats.Disks;

/// <summary>
/// The one copy engine: walks the extents of a source, skips what is zero, reads and decodes blocks on all cores, and
/// hands them to a <see cref="DiskWriter"/> with their order kept. Memory is a few blocks, whatever the disk's size.
/// </summary>
public sealed class DiskCopier : IDisposable
{
    private readonly Disk _source;
    private readonly DiskWriter _target;
    private readonly Action<CopyProgress>? _progress;
    private readonly SemaphoreSlim _claim = new(1, 1);
    private readonly Turnstile _turnstile = new();
    private long _position;
    private long _tickets;
    private long _copied;

    private DiskCopier(Disk source, DiskWriter target, Action<CopyProgress>? progress)
    {
        _source = source;
        _target = target;
        _progress = progress;
    }

    /// <summary>Copies all of <paramref name="source"/> and completes <paramref name="target"/>.</summary>
    /// <param name="source">Read on several threads at once.</param>
    /// <param name="target">Gets every block that is not all zero.</param>
    /// <param name="workers">Threads to use, at least one.</param>
    /// <param name="progress">Called from any thread after each block.</param>
    /// <param name="cancellationToken">Stops the copy; the target is then incomplete.</param>
    /// <returns>Bytes that were read and handed over.</returns>
    public static async Task<long> CopyAsync(
        Disk source, DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        using var copier = new DiskCopier(source, target, progress);
        await copier.RunAsync(workers, cancellationToken);
        await target.CompleteAsync(cancellationToken);
        progress?.Invoke(new CopyProgress(source.Length, source.Length, copier._copied));
        return copier._copied;
    }

    /// <inheritdoc/>
    public void Dispose() => _claim.Dispose();

    private async Task RunAsync(int workers, CancellationToken cancellationToken)
    {
        // One worker more than asked for: while one waits for its turn, another one decodes.
        int count = workers == 1 ? 1 : workers + 1;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None))];
        try
        {
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The others were stopped because one failed: its error is the one to tell.
            throw running.First(task => task.IsFaulted).Exception!.InnerExceptions[0];
        }
    }

    private async Task WorkAsync(CancellationTokenSource stop)
    {
        using var block = new DiskBlock(_target.BlockSize);
        try
        {
            while (await ClaimAsync(block, stop.Token) is { } ticket)
            {
                await MoveAsync(block, ticket, stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Takes the next block that holds data, in ascending order; null at the end of the disk.</summary>
    private async ValueTask<long?> ClaimAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        await _claim.WaitAsync(cancellationToken);
        try
        {
            while (_position < _source.Length)
            {
                Extent extent = await _source.FindExtentAsync(_position, cancellationToken);
                if (extent.HasData)
                {
                    long start = _position - (_position % _target.BlockSize);
                    block.Reset(start, (int)Math.Min(_target.BlockSize, _source.Length - start));
                    _position = start + block.Data.Length;
                    return _tickets++;
                }

                _position = extent.End;
            }

            return null;
        }
        finally
        {
            _claim.Release();
        }
    }

    private async ValueTask MoveAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        int read = await FillAsync(block, cancellationToken);
        bool zero = block.IsZero();
        if (!zero)
        {
            _target.Prepare(block);
        }

        await _turnstile.WaitAsync(ticket, cancellationToken);
        await (zero ? _target.SkipAsync(block, cancellationToken) : _target.PlaceAsync(block, cancellationToken));
        _turnstile.Advance();
        if (!zero)
        {
            await _target.WriteAsync(block, cancellationToken);
        }

        long copied = Interlocked.Add(ref _copied, read);
        _progress?.Invoke(new CopyProgress(block.Offset + block.Data.Length, _source.Length, copied));
    }

    /// <summary>Reads the parts of a block that hold data and clears the rest; returns the bytes read.</summary>
    private async ValueTask<int> FillAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        int read = 0;
        long end = block.Offset + block.Data.Length;
        for (long offset = block.Offset; offset < end;)
        {
            Extent run = (await _source.FindExtentAsync(offset, cancellationToken)).ClipTo(end);
            Memory<byte> part = block.Data.Slice((int)(offset - block.Offset), (int)run.Length);
            if (run.HasData)
            {
                await _source.ReadAsync(offset, part, cancellationToken);
                read += part.Length;
            }
            else
            {
                part.Span.Clear();
            }

            offset = run.End;
        }

        return read;
    }
}
