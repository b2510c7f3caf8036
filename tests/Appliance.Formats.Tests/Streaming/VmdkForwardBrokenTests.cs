using System.Buffers.Binary;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>Streams that lie: where they are read at random only the tables count, where they come by both have to agree.</summary>
public sealed class VmdkForwardBrokenTests
{
    private const int Sector = 512;
    private const int Overhead = 128 * Sector;
    private const int SizeField = 8;
    private const int TypeField = 12;

    private static readonly byte[] Content = TestDisk.Mixed(300_032, seed: 21);

    [Fact]
    public async Task Read_CutAtEverySector_IsRefused()
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        await Transfer.SameAsync(Content, ForwardImage.ReadAsync(stream, "disk.vmdk"));

        // Without the mark of the end it is whole: qemu-img writes none.
        await Transfer.SameAsync(Content, ForwardImage.ReadAsync(stream[..^Sector], "disk.vmdk"));
        for (int length = Sector; length < stream.Length - Sector; length += Sector)
        {
            int cut = length;
            ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(stream[..cut], "disk.vmdk"));
            Assert.Equal("disk.vmdk", e.File);
        }
    }

    [Theory]
    [InlineData(1, 0, 1UL << 40, "a marker announces")]
    [InlineData(2, 0, 1UL << 40, "a marker announces")]
    [InlineData(3, 0, 1UL << 40, "a marker announces")]
    [InlineData(1, TypeField, 9UL, "marker type 9")]
    [InlineData(3, TypeField, uint.MaxValue, "is not known")]
    [InlineData(3, TypeField, 0UL, "")]
    [InlineData(2, TypeField, 4UL, "cut off")]
    public async Task Read_MarkerLies_IsRefused(int type, int field, ulong value, string problem)
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        int place = Markers(stream).First(marker => TypeAt(stream, marker) == type);
        Write(stream, place + field, value, field == 0 ? 8 : 4);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(stream, "disk.vmdk"));

        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ulong.MaxValue, 8, "where no grain starts")]
    [InlineData(0, 1UL, 8, "where no grain starts")]
    [InlineData(0, 128UL, 8, "")]
    [InlineData(SizeField, 0x7FFF_FFFFUL, 4, "at most can be")]
    [InlineData(SizeField, 200_000UL, 4, "at most can be")]
    public async Task Read_GrainLies_IsRefused(int field, ulong value, int length, string problem)
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        Write(stream, Overhead + field, value, length);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(stream, "disk.vmdk"));

        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_TablesContradictTheMarkers_IsRefused(int type)
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        int table = Markers(stream).First(marker => TypeAt(stream, marker) == type) + Sector;
        Write(stream, table, BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(table)) + 1, 4);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(stream, "disk.vmdk"));

        Assert.Contains("not those of grain table 0", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EndlessTables_IsRefusedBeforeTheyFillTheMemory()
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        int marker = Markers(stream).First(place => TypeAt(stream, place) == 1);
        byte[] table = stream[marker..(marker + Sector + 2048)];

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(
            () => ForwardImage.ReadAsync([.. stream[..marker], .. Enumerable.Repeat(table, 50).SelectMany(bytes => bytes)], "disk.vmdk"));

        Assert.Contains("grain tables", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AnyDamagedByte_IsTheSameOrRefused()
    {
        byte[] stream = await OvaBytes.StreamAsync(Content);
        var random = new Random(22);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. stream];
            damaged[random.Next(i % 4 == 0 ? 2048 : stream.Length)] ^= (byte)(1 << random.Next(8));
            (ImageException? problem, (long Length, SortedDictionary<long, ulong> Sums) sums) = await ForwardImage.TryAsync(
                () => ForwardImage.OpenAsync(new PieceStream(damaged, 4000), "disk.vmdk", options: new ReadOptions { MaxDiskSize = 1L << 30 }));
            if (problem is null && sums.Length == Content.Length)
            {
                BlockSums.Same(await BlockSums.OfAsync(new Formats.Disks.RandomContent(new TestDisk(Content))), sums);
            }
        }
    }

    /// <summary>Where the markers stand that are no grains.</summary>
    private static List<int> Markers(byte[] stream)
    {
        var found = new List<int>();
        for (int at = Overhead; at < stream.Length;)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(at + SizeField));
            if (size > 0)
            {
                at += ((int)size + TypeField + Sector - 1) / Sector * Sector;
                continue;
            }

            found.Add(at);
            at += Sector + ((int)BinaryPrimitives.ReadUInt64LittleEndian(stream.AsSpan(at)) * Sector);
        }

        return found;
    }

    private static int TypeAt(byte[] stream, int marker) => BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(marker + TypeField));

    private static void Write(byte[] stream, int at, ulong value, int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes.AsSpan(0, length).CopyTo(stream.AsSpan(at));
    }
}
