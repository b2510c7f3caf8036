using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Xva;
using Appliance.Formats.Xva;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class XvaForwardTests
{
    private const int Chunk = XvaFile.Chunk;

    private static readonly byte[][] Contents =
    [
        [.. TestDisk.RandomBytes(Chunk, seed: 43), .. TestDisk.Mixed(3 << 20, seed: 41)],
        [.. TestDisk.RandomBytes(Chunk, seed: 44), .. TestDisk.Mixed(2 << 20, seed: 42)],
    ];

    [Theory]
    [InlineData(XvaChecksum.Sha1, 13)]
    [InlineData(XvaChecksum.XxHash64, 5000)]
    public async Task Convert_ComesBy_GivesWhatAFileGives(XvaChecksum checksum, int piece)
    {
        byte[] xva = await MakeAsync(checksum);
        foreach (string target in Transfer.Targets)
        {
            byte[][] expected = await Transfer.OfFileAsync(xva, "web01.xva", target);

            byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(xva, piece), "web01.xva", target, NothingSaved);

            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
        }
    }

    [Fact]
    public async Task OpenContentAsync_SecondDiskFirst_SavesTheOther()
    {
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream(await MakeAsync(), 5000), "web01.xva");
        MachineDisk[] disks = [.. source.DisksInOrder];

        byte[] second = await Transfer.ReadAsync(await source.OpenContentAsync(disks[1], CancellationToken.None));
        byte[] first = await Transfer.ReadAsync(await source.OpenContentAsync(disks[0], CancellationToken.None));
        await source.VerifyAsync(CancellationToken.None);

        DiskAssert.Same(Contents[1], second);
        DiskAssert.Same(Contents[0], first);
    }

    [Fact]
    public async Task OpenDiskAsync_Twice_ReadsAtRandom()
    {
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream(await MakeAsync(), 5000), "web01.xva");
        foreach (MachineDisk disk in source.DisksInOrder.Concat(source.DisksInOrder))
        {
            await using Disk opened = await source.OpenDiskAsync(disk, CancellationToken.None);
            await DiskAssert.HoldsAsync(Contents[disk.Id.EndsWith('2') ? 0 : 1], opened);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Verify_ChunkOfADiskThatNobodyTook_IsChecked(int taken)
    {
        byte[] xva = await MakeAsync();
        int place = xva.AsSpan().IndexOf(Contents[1 - taken].AsSpan(0, 4096));
        xva[place + 100] ^= 1;
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream(xva, 5000), "web01.xva");

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () =>
        {
            await Transfer.ReadAsync(await source.OpenContentAsync(source.DisksInOrder.ElementAt(taken), CancellationToken.None));
            await source.VerifyAsync(CancellationToken.None);
        });

        Assert.Contains("does not match its checksum", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WrongOrNoChecksum_WarnsWhereThatIsAllowed()
    {
        (string Name, byte[] Content)[] first = XvaFile.ChunkOf("Ref:0002/00000000", Contents[0][..Chunk]);
        first[1].Content[0] ^= 1;
        byte[] xva = XvaFile.Tar([XvaFile.Descriptor(2 * Chunk), .. first, ("Ref:0002/00000001", Contents[0][Chunk..(2 * Chunk)])]);
        var remarks = new List<string>();

        byte[] read = Assert.Single(await Transfer.OfStreamAsync(
            new PieceStream(xva, 5000), "web01.xva", "raw", new ReadOptions { AllowUnverified = true, Warn = remark => { lock (remarks) { remarks.Add(remark); } } }));

        DiskAssert.Same(Contents[0].AsSpan(0, 2 * Chunk), read);
        Assert.Contains(remarks, remark => remark.Contains("Ref:0002/00000000 does not match", StringComparison.Ordinal));
        Assert.Contains(remarks, remark => remark.Contains("Ref:0002/00000001 has no checksum", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(xva, 5000), "web01.xva", "raw"));
    }

    [Fact]
    public async Task Read_GapsEmptyAndShortChunks_AreWhatTheyAreInAFile()
    {
        byte[] xva = XvaFile.Tar(
        [
            XvaFile.Descriptor((3 * Chunk) + 700),
            .. XvaFile.ChunkOf("Ref:0002/00000000", Contents[0][..Chunk]),
            .. XvaFile.ChunkOf("Ref:0002/00000001", []),
            .. XvaFile.ChunkOf("Ref:0002/00000003", Contents[0][..Chunk]),
            .. XvaFile.ChunkOf("Ref:0002/00000004", Contents[1][..700]),
        ]);

        Assert.Equal(await Transfer.OfFileAsync(xva, "a.xva", "raw"), await Transfer.OfStreamAsync(new PieceStream(xva, 700), "a.xva", "raw"));
    }

    [Fact]
    public async Task Convert_CutOff_IsRefusedAndLeavesNothing()
    {
        byte[] xva = await MakeAsync();
        foreach (int length in Enumerable.Range(1, 50).Select(i => (int)((long)i * (xva.Length - 2600) / 50)))
        {
            await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(xva[..length], 5000), "web01.xva", "vhd"));
        }
    }

    public static TheoryData<string, (string Name, byte[] Content)[]> Broken => new()
    {
        { "stands apart", [XvaFile.Descriptor(Chunk, Chunk), .. One(2, 0), .. One(3, 0), .. One(2, 1)] },
        { "belongs to no disk", [XvaFile.Descriptor(Chunk), .. One(9, 0)] },
        { "no place in an XVA", [XvaFile.Descriptor(Chunk), ("passwd", [1])] },
        { "have to ascend", [XvaFile.Descriptor(4 * Chunk), .. One(2, 1), .. One(2, 0)] },
        { "behind the end", [XvaFile.Descriptor(Chunk), .. One(2, 0), .. One(2, 1)] },
        { "last chunk of disk", [XvaFile.Descriptor(2 * Chunk), .. One(2, 0)] },
        { "one table", [XvaFile.Descriptor(Chunk), ("checksum.xml", [1])] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Convert_Broken_IsRefused(string problem, (string Name, byte[] Content)[] members)
    {
        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(
            () => Transfer.OfStreamAsync(new PieceStream(XvaFile.Tar(members), 5000), "web01.xva", "raw"));

        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [NeedsToolTheory("gzip", "zstd")]
    [InlineData("gzip", ".gz")]
    [InlineData("zstd", ".zst")]
    public async Task Convert_Compressed_GivesTheSameDisks(string program, string extension)
    {
        using var folder = new TemporaryFolder();
        byte[] xva = await MakeAsync();
        Tool.Run(program, "-q", folder.Write("web01.xva", xva));
        byte[] packed = await File.ReadAllBytesAsync(folder["web01.xva" + extension]);

        byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(packed, 700), "web01.xva" + extension, "raw", NothingSaved);

        Assert.Equal(Contents, actual);
        await Assert.ThrowsAnyAsync<ImageException>(
            () => Transfer.OfStreamAsync(new PieceStream(packed[..(packed.Length / 2)], 700), "web01.xva" + extension, "raw", NothingSaved));
    }

    private static ReadOptions NothingSaved => new() { SpoolFolder = "/nowhere" };

    private static Task<byte[]> MakeAsync(XvaChecksum checksum = XvaChecksum.Sha1)
        => XvaFile.WriteStreamAsync(MemorySource.Of([.. Contents.Select(content => (Disk)new TestDisk(content))]), new XvaOptions { Checksum = checksum });

    private static (string Name, byte[] Content)[] One(int disk, int number) => XvaFile.ChunkOf($"Ref:{disk:D4}/{number:D8}", Contents[0][..Chunk]);
}
