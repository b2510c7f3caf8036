using System.Collections.Concurrent;
using System.IO.Hashing;
using Appliance.Formats.Disks;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Keeps a sum of each block that is not all zero, so that large disks can be compared.</summary>
internal sealed class BlockSums : DiskWriter
{
    private readonly ConcurrentDictionary<long, ulong> _sums = new();

    public override int BlockSize => 1 << 20;

    /// <summary>The sums of a content, and its length.</summary>
    public static async Task<(long Length, SortedDictionary<long, ulong> Sums)> OfAsync(DiskContent content)
    {
        await using (content)
        {
            await using var writer = new BlockSums();
            await content.CopyToAsync(writer, workers: 2, progress: null, CancellationToken.None);
            return (content.Length, new SortedDictionary<long, ulong>(writer._sums));
        }
    }

    /// <summary>Two disks are the same.</summary>
    public static void Same((long Length, SortedDictionary<long, ulong> Sums) expected, (long Length, SortedDictionary<long, ulong> Sums) actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.Equal(expected.Sums, actual.Sums);
    }

    public override ValueTask PlaceAsync(DiskBlock block, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask WriteAsync(DiskBlock block, CancellationToken cancellationToken)
    {
        _sums[block.Offset] = XxHash64.HashToUInt64(block.Data.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
