using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Collects a disk whose blocks may come in any order, and in parts.</summary>
internal sealed class AnyOrderWriter(long length) : DiskWriter
{
    public byte[] Content { get; } = new byte[length];

    public override int BlockSize => 2 << 20;

    public override bool TakesAnyOrder => true;

    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        block.Data.Span.CopyTo(Content.AsSpan((int)block.Offset));
        return ValueTask.CompletedTask;
    }

    public override ValueTask PatchAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        data.Span.CopyTo(Content.AsSpan((int)offset));
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
