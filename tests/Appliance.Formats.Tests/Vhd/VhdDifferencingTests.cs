using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Verification;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdDifferencingTests
{
    private const int Block = VhdSamples.Block;

    public static TheoryData<int, int, int> Chains => new()
    {
        { 1, 1, Block }, { 2, 1, 512 }, { 3, 2, Block - 512 }, { 4, 3, Block + 512 }, { 5, 4, (3 * Block) + 1536 }, { 6, 1, 9_999_872 },
        { 7, 12, (2 * Block) + 4096 }, { 8, 1, 0 }, { 9, 2, 12_000_256 },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Write_RandomChain_ReadsBackAndPassesXensRules(int seed, int depth, int size)
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed, depth, size);

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);

        await DiskAssert.HoldsAsync(chain.Content, disk);
        foreach (string path in chain.Files)
        {
            Assert.Empty(await VerifyAsync(path));
        }
    }

    [NeedsLibvhdiTheory]
    [MemberData(nameof(Chains))]
    public async Task Write_RandomChain_LibvhdiReadsTheSame(int seed, int depth, int size)
    {
        // libvhdi refuses to read an empty disk.
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed, depth, Math.Max(size, 512));

        (byte[] content, string parent) = Libvhdi.Read(chain.Files);

        DiskAssert.Same(chain.Content, content);
        Assert.Equal(Path.GetFileName(chain.Files[1]), parent);
    }

    [NeedsToolTheory("vhd-util")]
    [MemberData(nameof(Chains))]
    public async Task Write_RandomChain_XensOwnToolAccepts(int seed, int depth, int size)
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed, depth, size);

        Tool.Run("vhd-util", "check", "-n", chain.Files[0], "-p");
    }

    [Fact]
    public async Task Write_EqualDisk_StoresNothing()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 12, depth: 0, 3 * Block);
        string delta = chain.Folder["same.vhd"];

        await VhdChainFiles.WriteAsync(delta, new TestDisk(chain.Content), chain.Files[0]);

        Assert.InRange(new FileInfo(delta).Length, 512, 8192);
        await using Disk disk = await VhdChainFiles.OpenAsync(delta);
        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [Fact]
    public async Task Write_OneByteChanged_OneSectorIsMarked()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 14, depth: 0, 3 * Block);
        byte[] content = [.. chain.Content];
        content[Block + 5000] ^= 0x10;
        string delta = chain.Folder["delta.vhd"];

        await VhdChainFiles.WriteAsync(delta, new TestDisk(content), chain.Files[0]);

        VhdLayer layer = await VhdLayer.ReadAsync(FileDisk.Open(delta), ReadOptions.Default, CancellationToken.None);
        await using Disk own = layer.Disk;
        Assert.Equal(512, await own.CountDataAsync(CancellationToken.None));
        Assert.Equal(new Extent(Block + 4608, 512, ExtentKind.Data), await own.FindExtentAsync(Block + 4608, CancellationToken.None));
    }

    [Fact]
    public async Task Write_EmptyDiskOverAFullParent_StoresZeros()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["base.vhd"], new TestDisk(TestDisk.RandomBytes((2 * Block) + 512)));

        await VhdChainFiles.WriteAsync(folder["delta.vhd"], new ZeroDisk("empty", (2 * Block) + 512), folder["base.vhd"]);

        await using Disk disk = await VhdChainFiles.OpenAsync(folder["delta.vhd"]);
        await DiskAssert.HoldsAsync(new byte[(2 * Block) + 512], disk);
    }

    [Fact]
    public async Task Write_DiskThatEndsWithinASector_TheRestIsZero()
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["base.vhd"], new TestDisk(TestDisk.RandomBytes(Block + 1024)));
        byte[] content = TestDisk.RandomBytes(Block + 1000, seed: 3);

        await VhdChainFiles.WriteAsync(folder["delta.vhd"], new TestDisk(content), folder["base.vhd"]);

        await using Disk disk = await VhdChainFiles.OpenAsync(folder["delta.vhd"]);
        await DiskAssert.HoldsAsync(VhdSamples.InSectors(content), disk);
    }

    [Theory]
    [InlineData(Block - 512, "cannot be smaller than its parent")]
    [InlineData(Block + 512, "let the parent grow first")]
    public async Task Write_OtherSizeThanTheParent_IsRefused(int size, string reason)
    {
        using var folder = new TemporaryFolder();
        await VhdSamples.WriteDynamicAsync(folder["base.vhd"], new TestDisk(new byte[Block]));

        UnsupportedImageException e = await Assert.ThrowsAsync<UnsupportedImageException>(
            () => VhdChainFiles.WriteAsync(folder["delta.vhd"], new TestDisk(new byte[size]), folder["base.vhd"]));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AnyNumberOfWorkers_GivesTheSameBytes()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 16, depth: 0, 20 * Block);
        var source = new TestDisk(TestDisk.Mixed(20 * Block, seed: 17));
        await VhdChainFiles.WriteAsync(chain.Folder["delta.vhd"], source, chain.Files[0], workers: 1);
        byte[] one = await File.ReadAllBytesAsync(chain.Folder["delta.vhd"]);
        await VhdChainFiles.WriteAsync(chain.Folder["delta.vhd"], source, chain.Files[0], workers: 8);

        byte[] many = await File.ReadAllBytesAsync(chain.Folder["delta.vhd"]);
        DiskAssert.Same(one, many);
    }

    [Fact]
    public async Task Write_ParentInAnotherFolder_IsNamedRelativeToTheChild()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);
        Directory.CreateDirectory(folder["b"]);
        await VhdSamples.WriteDynamicAsync(folder["a/b a\u00df.vhd"], new TestDisk(new byte[Block]));

        await VhdChainFiles.WriteAsync(folder["b/delta.vhd"], new TestDisk(new byte[Block]), folder["a/b a\u00df.vhd"]);

        VhdLayer layer = await VhdLayer.ReadAsync(FileDisk.Open(folder["b/delta.vhd"]), ReadOptions.Default, CancellationToken.None);
        await using Disk own = layer.Disk;
        Assert.Equal("b a\u00df.vhd", layer.Header!.ParentName);
        var paths = new List<string?>();
        foreach (VhdParentLocator locator in layer.Header.Locators.Where(locator => !locator.IsEmpty))
        {
            paths.Add(await VhdParentName.ReadPathAsync(layer.File, locator, CancellationToken.None));
        }

        Assert.Equal(["file://./../a/b a\u00df.vhd", @".\..\a\b aß.vhd", @".\..\a\b aß.vhd"], paths);
    }

    [Fact]
    public async Task OpenAsync_ThirteenBytesAtATime_IsTheSame()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 18, depth: 3, Block + 512);

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);

        await DiskAssert.HoldsInSmallPiecesAsync(chain.Content, disk);
    }

    private static async Task<FindingList> VerifyAsync(string path)
    {
        var findings = new FindingList();
        await using FileDisk file = FileDisk.Open(path);
        await VhdVerifier.VerifyAsync(file, new LocalFolder(Path.GetDirectoryName(path)!), findings, ReadOptions.Default, CancellationToken.None);
        return findings;
    }
}
