using System.Collections.Concurrent;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Streaming;

/// <summary>
/// Gathers the pieces of a disk that comes by once into blocks of the target. Blocks are handed over once a few others
/// have begun behind them, so that pieces that are a little out of order still find their block.
/// </summary>
internal sealed class ForwardFeed : BlockFeed, IDisposable
{
    private readonly ForwardDisk _disk;
    private readonly int _blockSize;
    private readonly ForwardWindow _window;
    private readonly ConcurrentBag<ForwardBlock> _spare = [];
    private bool _ended;

    /// <summary>Prepares to read <paramref name="disk"/>, which stays open.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="length">Bytes to show, not fewer than the disk has.</param>
    /// <param name="target">Tells the size of blocks, and whether their order matters.</param>
    /// <param name="options">Where blocks that come too early are held, and who is told of it.</param>
    public ForwardFeed(ForwardDisk disk, long length, DiskWriter target, ReadOptions options)
    {
        _disk = disk;
        _blockSize = target.BlockSize;
        _window = new ForwardWindow(disk, length, _blockSize, target.TakesAnyOrder, options);
        Length = length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override async ValueTask<bool> ClaimAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        while (!_ended && !_window.IsFull)
        {
            await ReadPieceAsync(cancellationToken);
        }

        if (_window.TakeFirst() is not { } gathered)
        {
            return false;
        }

        long start = gathered.Index * _blockSize;
        block.Reset(start, (int)Math.Min(_blockSize, Length - start));
        block.Claimed = gathered;
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<int> FillAsync(DiskBlock block, int start, int end, CancellationToken cancellationToken)
    {
        var gathered = (ForwardBlock)block.Claimed!;
        gathered.Decode(_disk, block);
        _spare.Add(gathered);
        return new(gathered.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        foreach (ForwardBlock block in _spare)
        {
            block.Dispose();
        }
    }

    private async ValueTask ReadPieceAsync(CancellationToken cancellationToken)
    {
        if (await _disk.NextAsync(cancellationToken) is not { } piece)
        {
            _ended = true;
            return;
        }

        ForwardBlock block = _window.Find(piece) ?? _window.Add(piece, _spare.TryTake(out ForwardBlock? spare) ? spare : new ForwardBlock());
        if (block.Length + piece.Length > _blockSize)
        {
            throw new InvalidImageException(_disk.Name, piece.Position, $"the data for byte {piece.Offset} of the disk comes more than once");
        }

        await _disk.ReadAsync(block.Append(piece), cancellationToken);
    }
}
