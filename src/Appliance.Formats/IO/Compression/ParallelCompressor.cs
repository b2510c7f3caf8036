using System.Threading.Channels;
using Appliance.Formats.Disks;

namespace Appliance.Formats.IO.Compression;

/// <summary>
/// Compresses what is written to it on several threads: pieces of 1 MiB become gzip members or zstd frames of their own,
/// which leave in the order of the pieces. The same content gives the same bytes, whatever the number of threads and the
/// sizes of the writes. Memory is some 4 MiB for each thread.
/// </summary>
/// <remarks>One thread at a time may write. What was not completed is cut off behind some piece when it is disposed.</remarks>
public sealed class ParallelCompressor : WriteOnlyStream
{
    /// <summary>Bytes of a piece; the last one may be shorter.</summary>
    internal const int PieceSize = 1 << 20;

    private readonly Stream _target;
    private readonly CompressionFormat _format;
    private readonly Channel<CompressionPiece> _free = Channel.CreateUnbounded<CompressionPiece>();
    private readonly Channel<CompressionPiece> _filled = Channel.CreateUnbounded<CompressionPiece>();
    private readonly Turnstile _turnstile = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<byte[]> _zeros; // a piece of them, compressed: the empty part of a disk costs no computing
    private readonly Task _workers;
    private CompressionPiece? _current;
    private long _pieces;

    /// <summary>Starts the threads.</summary>
    /// <param name="target">Gets the compressed bytes, from one thread at a time; stays open.</param>
    /// <param name="format">How to compress.</param>
    /// <param name="workers">Threads that compress, at least one.</param>
    public ParallelCompressor(Stream target, CompressionFormat format, int workers)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _target = target;
        _format = format;
        _zeros = new Lazy<byte[]>(CompressZeros);

        // One piece for each worker in hand and in line, and the one that is being filled.
        for (int i = 0; i < (2 * workers) + 1; i++)
        {
            _free.Writer.TryWrite(new CompressionPiece());
        }

        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The target took no more, now or for an earlier piece.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            CompressionPiece piece = _current ?? await StartPieceAsync(cancellationToken);
            buffer = piece.Take(buffer);
            if (piece.IsFull)
            {
                Submit(piece);
            }
        }
    }

    /// <summary>Writes out everything, and ends the compressed stream. An empty one gets an empty piece.</summary>
    /// <exception cref="IOException">The target took no more.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if ((_pieces == 0 ? await StartPieceAsync(cancellationToken) : _current) is { } last)
        {
            Submit(last);
        }

        _filled.Writer.Complete();
        await _workers.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the threads; what is not out by now is lost.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_workers.IsCompleted)
        {
            _stop.Cancel();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<CompressionPiece> StartPieceAsync(CancellationToken cancellationToken)
    {
        try
        {
            CompressionPiece piece = await _free.Reader.ReadAsync(cancellationToken);
            piece.Reset(_pieces++);
            return _current = piece;
        }
        catch (ChannelClosedException)
        {
            await _workers; // tells what went wrong
            throw;
        }
    }

    private void Submit(CompressionPiece piece)
    {
        _current = null;
        _filled.Writer.TryWrite(piece);
    }

    private async Task WorkAsync()
    {
        try
        {
            using PieceEncoder encoder = _format.CreateEncoder();
            byte[] buffer = GC.AllocateUninitializedArray<byte>(encoder.BoundOf(PieceSize));
            await foreach (CompressionPiece piece in _filled.Reader.ReadAllAsync(_stop.Token))
            {
                ReadOnlyMemory<byte> packed = piece.IsFullOfZeros
                    ? _zeros.Value
                    : buffer.AsMemory(0, encoder.Encode(piece.Content, buffer));
                long number = piece.Number;
                _free.Writer.TryWrite(piece);
                await _turnstile.WaitAsync(number, _stop.Token);
                await _target.WriteAsync(packed, _stop.Token);
                _turnstile.Leave(number);
            }
        }
        catch
        {
            // The others would wait for this one's turn for ever.
            await _stop.CancelAsync();
            _free.Writer.TryComplete();
            throw;
        }
    }

    private byte[] CompressZeros()
    {
        using PieceEncoder encoder = _format.CreateEncoder();
        byte[] packed = new byte[encoder.BoundOf(PieceSize)];
        return packed[..encoder.Encode(new byte[PieceSize], packed)];
    }
}
