using System.Buffers.Binary;
using Appliance.Formats.Detection;
using Appliance.Formats.Tests.Vhd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class VhdForwardTests
{
    private const int CurrentSizeField = 48;
    private const int TypeField = 60;
    private const int TableOffsetField = 16;

    private static readonly byte[] Content = TestDisk.Mixed(7_000_064, seed: 31);

    [Theory]
    [InlineData(512)]
    [InlineData(2 << 20)]
    [InlineData((2 << 20) + 512)]
    [InlineData(7_000_064)]
    public async Task Read_Dynamic_HoldsTheDisk(int size)
    {
        byte[] content = TestDisk.Mixed(size, seed: 32);

        await Transfer.SameAsync(content, ForwardImage.ReadAsync(await VhdSamples.DynamicAsync(content), "disk.vhd", options: NothingSaved));
    }

    [Fact]
    public async Task Read_BlocksOutOfOrder_HoldsTheDisk()
    {
        byte[] vhd = await VhdSamples.DynamicAsync(TestDisk.RandomBytes(7_000_064, seed: 33));
        byte[] expected = TestDisk.RandomBytes(7_000_064, seed: 33);
        SwapBlocks(vhd, 0, 2);
        SwapBlocks(vhd, 1, 2);

        await using var written = new AnyOrderWriter(expected.Length);
        await using Formats.Disks.DiskContent content = await ForwardImage.OpenAsync(new PieceStream(vhd, 999), "disk.vhd", options: NothingSaved);
        await content.CopyToAsync(written, workers: 2, progress: null, CancellationToken.None);

        DiskAssert.Same(expected, written.Content);
    }

    [Theory]
    [InlineData("disk.vhd", false)]
    [InlineData("anything", true)]
    public async Task Read_FixedOfKnownLength_HoldsTheDisk(string name, bool isDeclared)
    {
        byte[] vhd = await VhdSamples.FixedAsync(Content);
        var source = new SourceOptions { From = isDeclared ? ImageFormat.Vhd : null };

        await Transfer.SameAsync(Content, ForwardImage.ReadAsync(vhd, name, vhd.Length, NothingSaved, source));
        await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(vhd[..^512], name, vhd.Length - 512, NothingSaved, source));
        await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(vhd[..^700], name, vhd.Length, NothingSaved, source));
    }

    [Fact]
    public async Task Read_FixedWithoutLength_IsSaved()
    {
        var remarks = new List<string>();

        byte[] read = await ForwardImage.ReadAsync(
            await VhdSamples.FixedAsync(Content), "disk.vhd", options: new ReadOptions { Warn = remarks.Add });

        DiskAssert.Same(Content, read);
        Assert.Contains("is saved to", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CutOff_IsRefused()
    {
        byte[] vhd = await VhdSamples.DynamicAsync(TestDisk.RandomBytes(3 << 20));
        foreach (int length in Enumerable.Range(1, 39).Select(i => i * (vhd.Length - (1 << 20) - 512) / 40))
        {
            await Assert.ThrowsAnyAsync<ImageException>(
                async () => await BlockSums.OfAsync(await ForwardImage.OpenAsync(new PieceStream(vhd[..length], 4000), "disk.vhd")));
        }
    }

    [Fact]
    public async Task Read_OnlyTheFooterIsLost_IsReadWithARemark()
    {
        var remarks = new List<string>();
        byte[] vhd = await VhdSamples.DynamicAsync(Content);

        await Transfer.SameAsync(Content, ForwardImage.ReadAsync(vhd[..^512], "disk.vhd", options: new ReadOptions { Warn = remarks.Add }));

        Assert.Contains("missing or damaged", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FooterTellsAnotherSize_IsRefused()
    {
        byte[] vhd = await VhdSamples.DynamicAsync(Content);
        vhd = vhd.WithFooter(vhd.Length - 512, CurrentSizeField, VhdBytes.Big(6UL << 20));

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(vhd, "disk.vhd"));

        Assert.Contains("save the file first", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Differencing_IsRefusedWithTheWayOut()
    {
        byte[] vhd = (await VhdSamples.DynamicAsync(Content)).WithFooters(TypeField, VhdBytes.Big(4U));

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(vhd, "disk.vhd"));

        Assert.Contains("save the files to one folder", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TableBehindTheBlocks_IsSaved()
    {
        var remarks = new List<string>();
        byte[] vhd = await VhdSamples.DynamicAsync(Content);
        byte[] table = vhd[VhdBytes.Table..(VhdBytes.Table + 512)];
        byte[] moved = [.. vhd[..^512], .. new byte[17 << 20], .. table, .. vhd[^512..]];
        moved = moved.WithHeader(TableOffsetField, VhdBytes.Big((ulong)(vhd.Length - 512 + (17 << 20))));

        await Transfer.SameAsync(Content, Transfer.ReadAsync(await ForwardImage.OpenAsync(
            new PieceStream(moved, 5000), "disk.vhd", options: new ReadOptions { Warn = remarks.Add })));

        Assert.Contains("is saved to", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BlockOverAnother_IsRefused()
    {
        byte[] vhd = await VhdSamples.DynamicAsync(TestDisk.RandomBytes(5 << 20));
        vhd.AsSpan(VhdBytes.Table, 4).CopyTo(vhd.AsSpan(VhdBytes.Table + 4));

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => ForwardImage.ReadAsync(vhd, "disk.vhd"));

        Assert.Contains("over another block", e.Problem, StringComparison.Ordinal);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData("dynamic")]
    [InlineData("fixed")]
    public async Task Read_ByQemu_HoldsTheDisk(string kind)
    {
        using var folder = new TemporaryFolder();
        folder.Write("truth.raw", Content);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vpc", "-o", $"subformat={kind},force_size=on", folder["truth.raw"], folder["disk.vhd"]);
        byte[] vhd = await File.ReadAllBytesAsync(folder["disk.vhd"]);

        await Transfer.SameAsync(Content, ForwardImage.ReadAsync(vhd, "disk.vhd", vhd.Length, NothingSaved));
    }

    private static ReadOptions NothingSaved => new() { SpoolFolder = "/nowhere" };

    private static void SwapBlocks(byte[] vhd, int a, int b)
    {
        Span<byte> first = vhd.AsSpan(VhdBytes.Table + (a * 4), 4), second = vhd.AsSpan(VhdBytes.Table + (b * 4), 4);
        int from = (int)BinaryPrimitives.ReadUInt32BigEndian(first) * 512, to = (int)BinaryPrimitives.ReadUInt32BigEndian(second) * 512;
        const int stored = VhdSamples.Block + 512;
        byte[] block = vhd[from..(from + stored)];
        vhd.AsSpan(to, stored).CopyTo(vhd.AsSpan(from));
        block.CopyTo(vhd, to);
        byte[] entry = first.ToArray();
        second.CopyTo(first);
        entry.CopyTo(second);
    }
}
