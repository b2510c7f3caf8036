using System.Runtime.CompilerServices;

namespace Appliance.Formats.Disks;

/// <summary>
/// The one copy engine: takes blocks from a <see cref="BlockFeed"/>, reads and decodes them on all cores, and hands those
/// that are not all zero to a <see cref="DiskWriter"/> with their order kept. Memory is a few blocks, whatever the disk's
/// size.
/// </summary>
public sealed class DiskCopier
{
    // Four grains of most disks: what is stored of them is held no longer than they are decoded.
    private const int PartSize = 256 << 10;

    private readonly BlockFeed _feed;
    private readonly DiskWriter _target;
    private readonly Action<CopyProgress>? _progress;
    private readonly Turnstile _claim = new();
    private readonly Turnstile _turnstile = new();
    private readonly Turnstile _finish = new();
    private long _tickets;
    private long _copied;

    private DiskCopier(BlockFeed feed, DiskWriter target, Action<CopyProgress>? progress)
    {
        _feed = feed;
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
        var feed = new ExtentFeed(source, target.BlockSize);
        return await CopyAsync(feed, target, workers, progress, cancellationToken);
    }

    /// <summary>Copies all that <paramref name="feed"/> gives; see the other overload.</summary>
    internal static async Task<long> CopyAsync(
        BlockFeed feed, DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var copier = new DiskCopier(feed, target, progress);
        await copier.RunAsync(workers, cancellationToken);
        await target.CompleteAsync(cancellationToken);
        progress?.Invoke(new CopyProgress(feed.Length, feed.Length, copier._copied));
        return copier._copied;
    }

    private async Task RunAsync(int workers, CancellationToken cancellationToken)
    {
        // Two more than asked for: while one waits for its turn and one for the file, the others keep the cores busy.
        int count = workers == 1 ? 1 : workers + 2;
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
            // The others would wait for this one's turn for ever.
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Takes the next block; null at the end of the disk, and for every ticket from there on.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long?> ClaimAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        long ticket = Interlocked.Increment(ref _tickets) - 1;
        await _claim.WaitAsync(ticket, cancellationToken);
        bool claimed = await _feed.ClaimAsync(block, cancellationToken);
        _claim.Leave(ticket);
        return claimed ? ticket : null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask MoveAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        int read = await (_feed.FillsParts && _target.PlacesEarly
            ? PutEarlyAsync(block, ticket, cancellationToken) : PutAsync(block, ticket, cancellationToken));
        _finish.Leave(ticket);
        long copied = Interlocked.Add(ref _copied, read);
        _progress?.Invoke(new CopyProgress(block.Offset + block.Data.Length, _feed.Length, copied));
    }

    /// <summary>Gives a block its place while it is decoded, so that those behind it need not wait for all of it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> PutEarlyAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        int read = 0;
        bool isZero = true;
        for (int start = 0, end; start < block.Data.Length; start = end)
        {
            end = Math.Min(start + PartSize, block.Data.Length);
            read += await _feed.FillAsync(block, start, end, cancellationToken);
            if (isZero && !block.IsZero(start, end))
            {
                await SettleAsync(block, ticket, isZero = false, cancellationToken);
            }
        }

        await (isZero ? SettleAsync(block, ticket, isZero, cancellationToken) : _target.WriteAsync(block, cancellationToken));
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> PutAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        int read = await _feed.FillAsync(block, 0, block.Data.Length, cancellationToken);
        await (block.Patches.Count > 0 ? PatchAsync(block, ticket, cancellationToken) : PutWholeAsync(block, ticket, cancellationToken));
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutWholeAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        bool zero = block.IsZero();
        if (!zero)
        {
            _target.Prepare(block);
        }

        await SettleAsync(block, ticket, zero, cancellationToken);
        if (!zero)
        {
            await _target.WriteAsync(block, cancellationToken);
        }
    }

    /// <summary>Gives a block its place, or passes it by, when it is its turn.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SettleAsync(DiskBlock block, long ticket, bool isZero, CancellationToken cancellationToken)
    {
        await _turnstile.WaitAsync(ticket, cancellationToken);
        await (isZero ? _target.SkipAsync(block, cancellationToken) : _target.PlaceAsync(block, cancellationToken));
        _turnstile.Leave(ticket);
    }

    /// <summary>Writes parts of a block that has been placed before, when nobody writes to the target any more.</summary>
    private async ValueTask PatchAsync(DiskBlock block, long ticket, CancellationToken cancellationToken)
    {
        await _finish.WaitAsync(ticket, cancellationToken);
        foreach (Extent part in block.Patches)
        {
            await _target.PatchAsync(part.Offset, block.Data.Slice((int)(part.Offset - block.Offset), (int)part.Length), cancellationToken);
        }

        _turnstile.Leave(ticket);
    }
}
