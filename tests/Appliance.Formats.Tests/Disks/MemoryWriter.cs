using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Disks;

/// <summary>Collects what a copy hands over, and in what order.</summary>
internal sealed class MemoryWriter(long length, int blockSize) : DiskWriter
{
    private int _placing;

    public byte[] Content { get; } = new byte[length];

    public List<long> Placed { get; } = [];

    public List<long> Skipped { get; } = [];

    public bool IsComplete { get; private set; }

    public Action<DiskBlock>? OnPlace { get; init; }

    public override int BlockSize => blockSize;

    public override async ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _placing) != 1)
        {
            throw new InvalidOperationException("two blocks are placed at once");
        }

        await Task.Yield();
        OnPlace?.Invoke(block);
        Placed.Add(block.Offset);
        Interlocked.Decrement(ref _placing);
    }

    public override ValueTask SkipAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        Skipped.Add(block.Offset);
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        block.Data.Span.CopyTo(Content.AsSpan((int)block.Offset));
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        IsComplete = true;
        return ValueTask.CompletedTask;
    }
}
