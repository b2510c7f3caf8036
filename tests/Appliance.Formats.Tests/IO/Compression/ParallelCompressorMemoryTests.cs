using Appliance.Formats.IO.Compression;
using Appliance.Formats.Tests.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.IO.Compression;

[Collection(AloneCollection.Name)]
public sealed class ParallelCompressorMemoryTests
{
    [Fact]
    public async Task WriteAsync_ManyPieces_AllocatesNoBuffersForThem()
    {
        const int pieces = 200;
        const int smallChange = 4096; // tasks of those who wait for their turn
        byte[] piece = TestDisk.Mixed(ParallelCompressor.PieceSize);
        await using var compressor = new ParallelCompressor(Stream.Null, CompressionFormat.Zstd, workers: 2);
        await WriteAsync(compressor, piece, 20);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await WriteAsync(compressor, piece, pieces);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0, pieces * smallChange);
    }

    private static async Task WriteAsync(ParallelCompressor compressor, byte[] piece, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await compressor.WriteAsync(piece);
        }
    }
}
