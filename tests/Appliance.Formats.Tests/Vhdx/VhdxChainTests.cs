using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vhdx;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vhdx;

public sealed class VhdxChainTests
{
    private const int MiB = VhdxBytes.MiB;

    public static TheoryData<int, int, int, int> Chains => new()
    {
        { 1, 0, 4 * MiB, 512 }, { 2, 1, 512, 512 }, { 3, 1, 4096, 4096 }, { 4, 2, (3 * MiB) + 512, 512 }, { 5, 3, (5 * MiB) + 4096, 4096 },
        { 6, 1, 6 * MiB, 512 }, { 7, 12, 2 * MiB, 512 }, { 8, 4, 7_000_064, 512 },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task OpenAsync_RandomChain_HoldsWhatWasWritten(int seed, int depth, int size, int sectorSize)
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed, depth, size, sectorSize);

        await using Disk disk = await chain.OpenAsync();

        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [NeedsLibvhdiTheory]
    [InlineData(2, 1, 512, 512)]
    [InlineData(4, 2, (3 * MiB) + 512, 512)]
    [InlineData(6, 1, 6 * MiB, 512)]
    [InlineData(8, 4, 7_000_064, 512)]
    public void OurTestFiles_RandomChain_LibvhdiReadsTheSame(int seed, int depth, int size, int sectorSize)
    {
        // What the chains are made of has to be right itself.
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed, depth, size, sectorSize);

        DiskAssert.Same(chain.Content, Libvhdi.Read(chain.Files).Content);
    }

    [Fact]
    public async Task OpenAsync_ThirteenBytesAtATime_IsTheSame()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 9, depth: 3, (2 * MiB) + 512, 512);

        await using Disk disk = await chain.OpenAsync();

        await DiskAssert.HoldsInSmallPiecesAsync(chain.Content, disk);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_ChangedOverAFileOfAnotherMaker_HoldsBoth()
    {
        // The base is qemu's: its own identity is what the child has to know.
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(3 * MiB, seed: 4);
        folder.Write("base.raw", content);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vhdx", "-o", "block_size=1M", folder["base.raw"], folder["base.vhdx"]);
        byte[] header = File.ReadAllBytes(folder["base.vhdx"])[VhdxBytes.Header1..VhdxBytes.Regions];
        int current = BitConverter.ToUInt64(header, 8) > BitConverter.ToUInt64(header, VhdxBytes.Header2 - VhdxBytes.Header1 + 8) ? 0 : 64 << 10;
        var child = new VhdxBytes(3 * MiB, MiB, 512, hasParent: true);
        child.Parent.Add(("parent_linkage", new Guid(header.AsSpan(current + 32, 16)).ToString("B")));
        child.Parent.Add(("relative_path", "base.vhdx"));
        child.PutBlock(1, 6, TestDisk.RandomBytes(MiB));
        folder.Write("child.vhdx", child.ToArray());
        TestDisk.RandomBytes(MiB).CopyTo(content, MiB);

        await using Disk disk = await OpenAsync(folder["child.vhdx"]);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsToolTheory("qemu-img")]
    [InlineData((5 * MiB) + 512, 512)]
    [InlineData(5 * MiB, 512)]
    public async Task OurTestFiles_WithoutAParent_QemuReadsTheSame(int size, int sectorSize)
    {
        // What the chains are made of has to be right itself.
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 10, depth: 0, size, sectorSize);
        chain.Folder.Write("truth.raw", chain.Content);

        Tool.Run("qemu-img", "compare", "-f", "vhdx", "-F", "raw", chain.Files[0], chain.Folder["truth.raw"]);
        await using Disk disk = await chain.OpenAsync();
        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [Fact]
    public async Task OpenAsync_ParentMissing_IsRefusedByName()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, MiB, 512);
        File.Delete(chain.Files[1]);

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(async () => await chain.OpenAsync());

        Assert.Contains("its parent \"disk0.vhdx\" is missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NoFolder_IsRefusedWithTheWayOut()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, MiB, 512);

        UnsupportedImageException e = await Assert.ThrowsAsync<UnsupportedImageException>(
            async () => await VhdxImage.OpenAsync(FileDisk.Open(chain.Files[0]), null, ReadOptions.Default, CancellationToken.None));

        Assert.Contains("put both into one folder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ParentWrittenToSince_IsRefusedWithBothIdentities()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, MiB, 512);
        byte[] parent = File.ReadAllBytes(chain.Files[1]);
        foreach (int header in new[] { VhdxBytes.Header1, VhdxBytes.Header2 })
        {
            parent[header + 32] ^= 0xFF;
            VhdxBytes.Seal(parent.AsSpan(header, 4096));
        }

        File.WriteAllBytes(chain.Files[1], parent);

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(async () => await chain.OpenAsync());
        Assert.Contains("it expects 00000002-0000-7777-0102-030405060708, the file is 000000fd-", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ParentIsNoVhdx_IsRefused()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, MiB, 512);
        File.WriteAllBytes(chain.Files[1], new byte[MiB]);

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(async () => await chain.OpenAsync());
        Assert.Contains("disk0.vhdx: at byte 0: is no VHDX", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ChainThatComesBackToItself_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var file = new VhdxBytes(MiB, MiB, 512, hasParent: true);
        file.Parent.Add(("parent_linkage", file.DataWriteId.ToString("B")));
        file.Parent.Add(("relative_path", @".\self.vhdx"));
        folder.Write("self.vhdx", file.ToArray());

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(async () => await OpenAsync(folder["self.vhdx"]));
        Assert.Contains("it is cyclic", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, byte[], string> Broken => new()
    {
        // The first 16 bytes of a locator say how it is to be read.
        { "locator type", VhdxBytes.Locator, [0xFF], "locator of type" },
        { "key outside of the locator", VhdxBytes.Locator + 20, [0xFF, 0xFF, 0xFF, 0x7F], "lies outside of it" },
        { "value longer than the locator", VhdxBytes.Locator + 30, [0xFF, 0xFF], "lies outside of it" },
        // 16-bit count: as many entries as fit are read, and none of them names a parent.
        { "no entries", VhdxBytes.Locator + 18, [0, 0], "its parent of unknown name" },
        { "block size of 3 MiB", VhdxBytes.Metadata + (64 << 10) + 2, [0x30], "block size 3145728" },
        { "sector of 1024", VhdxBytes.Metadata + (64 << 10) + 33, [4], "sectors of 1024" },
        { "size of a sector and a half", VhdxBytes.Metadata + (64 << 10) + 9, [3], "virtual size" },
        { "negative size", VhdxBytes.Metadata + (64 << 10) + 15, [0x80], "virtual size" },
        { "metadata item outside of its region", VhdxBytes.Metadata + 32 + 16, [0xFF, 0xFF, 0xFF], "lies outside of its region" },
        { "item that is not known and required", VhdxBytes.Metadata + 32, [0], "which is not known" },
        { "more items than the table takes", VhdxBytes.Metadata + 10, [0xFF, 0xFF], "metadata table is damaged" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task OpenAsync_BrokenMetadata_IsRefusedWithNameAndReason(string what, int offset, byte[] value, string reason)
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, 1024, 512);
        byte[] file = File.ReadAllBytes(chain.Files[0]);
        value.CopyTo(file, offset);
        File.WriteAllBytes(chain.Files[0], file);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await chain.OpenAsync());

        Assert.StartsWith("disk1.vhdx: ", e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {e.Message}");
    }

    [Theory]
    [InlineData(6ul, "lies over the headers")] // in the first MiB
    [InlineData(6ul | (1ul << 40), "payload block of 1048576 bytes lies beyond the end")]
    [InlineData(7ul | (4ul << 20), "has no sector bitmap")]
    public async Task ReadAsync_BrokenBlockTable_IsRefusedWithNameAndReason(ulong entry, string reason)
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 2, depth: 1, MiB, 512);
        var child = new VhdxBytes(MiB, MiB, 512, hasParent: true);
        child.Parent.Add(("parent_linkage", "{00000002-0000-7777-0102-030405060708}"));
        child.Parent.Add(("absolute_win32_path", @"D:\disk0.vhdx"));
        byte[] file = child.ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(VhdxBytes.Bat), entry);
        File.WriteAllBytes(chain.Files[0], file);
        await using Disk disk = await chain.OpenAsync();

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(() => DiskAssert.ReadAllAsync(disk));

        Assert.StartsWith("disk1.vhdx: at byte ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_BytesOfADeltaFlippedAtRandom_OnlyImageExceptionsComeOut()
    {
        using VhdxChainFiles chain = VhdxChainFiles.Make(seed: 3, depth: 1, MiB, 512);
        byte[] sound = File.ReadAllBytes(chain.Files[0]);
        int[] places = [VhdxBytes.Metadata, VhdxBytes.Metadata + (64 << 10), VhdxBytes.Locator, VhdxBytes.Bat];
        var random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] file = [.. sound];
            for (int i = 0; i < 3; i++)
            {
                file[places[random.Next(places.Length)] + random.Next(200)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            refused += await IsRefusedAsync(new TestDisk(file, "delta.vhdx", allData: true), chain.Folder.Path) ? 1 : 0;
        }

        Assert.InRange(refused, 50, 399);
    }

    private static async Task<bool> IsRefusedAsync(TestDisk file, string folder)
    {
        try
        {
            await using Disk disk = await VhdxImage.OpenAsync(
                file, new LocalFolder(folder), new ReadOptions { MaxDiskSize = 64 * MiB }, CancellationToken.None);
            await disk.CountDataAsync(CancellationToken.None);
            await DiskAssert.ReadAllAsync(disk);
            return false;
        }
        catch (ImageException)
        {
            return true;
        }
    }

    private static ValueTask<Disk> OpenAsync(string path)
        => VhdxImage.OpenAsync(FileDisk.Open(path), new LocalFolder(Path.GetDirectoryName(path)!), ReadOptions.Default, CancellationToken.None);
}
