using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vhdx;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vhdx;

public sealed class VhdxImageTests
{
    private static readonly ReadOptions Options = new();

    [NeedsToolTheory("qemu-img")]
    [InlineData("dynamic", "1M", 3_145_728)]
    [InlineData("dynamic", "32M", 70_000_128)]
    [InlineData("fixed", "1M", 3_145_728)]
    [InlineData("dynamic", "2M", 512)]
    [InlineData("dynamic", "1M", 0)]
    public async Task OpenAsync_MadeByQemu_HoldsTheSource(string subformat, string blockSize, int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: 11);
        folder.Write("truth.raw", content);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vhdx", "-o", $"subformat={subformat},block_size={blockSize}", folder["truth.raw"], folder["disk.vhdx"]);

        await using Disk disk = await VhdxImage.OpenAsync(FileDisk.Open(folder["disk.vhdx"]), null, Options, CancellationToken.None);

        await DiskAssert.HoldsAsync(content, disk);
    }

    [NeedsCorpusFact("fs/discutils/btrfs.vhdx.gz", "fs/discutils/swap.vhdx.gz", "fs/discutils/xfs.vhdx.gz")]
    public async Task OpenAsync_MadeByHyperV_AgreesWithQemu()
    {
        foreach (string name in (string[])["btrfs", "swap", "xfs"])
        {
            using var folder = new TemporaryFolder();
            Unpack($"fs/discutils/{name}.vhdx.gz", folder["disk.vhdx"]);
            await AssertAgreesWithQemuAsync(folder, folder["disk.vhdx"]);
        }
    }

    [NeedsCorpusFact("fs/discutils/vhdx-log-replay.vhdx.gz")]
    public async Task OpenAsync_DirtyLog_IsReadAsIfReplayed()
    {
        using var folder = new TemporaryFolder();
        Unpack("fs/discutils/vhdx-log-replay.vhdx.gz", folder["dirty.vhdx"]);
        File.Copy(folder["dirty.vhdx"], folder["repaired.vhdx"]);
        Tool.Run("qemu-img", "check", "-r", "all", "-f", "vhdx", folder["repaired.vhdx"]);

        await AssertAgreesWithQemuAsync(folder, folder["dirty.vhdx"], folder["repaired.vhdx"]);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_CutAnywhere_IsRefusedOrReadsWithoutAnyOtherError()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = MakeSmall(folder);
        for (int length = 0; length < whole.Length; length += 61_440)
        {
            await ReadsOrIsRefusedAsync(whole[..length]);
        }
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_RandomBytesFlipped_IsRefusedOrReadsWithoutAnyOtherError()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = MakeSmall(folder);
        var random = new Random(5);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. whole];
            for (int n = 0; n < 8; n++)
            {
                damaged[random.Next(random.Next(2) == 0 ? 512 << 10 : damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            await ReadsOrIsRefusedAsync(damaged);
        }
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_BothHeadersDamaged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = MakeSmall(folder);
        whole[(64 << 10) + 100] ^= 1;
        whole[(128 << 10) + 100] ^= 1;

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(
            async () => await VhdxImage.OpenAsync(new TestDisk(whole), null, Options, CancellationToken.None));

        Assert.Equal(64 << 10, e.Offset);
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_LargerThanAllowed_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = MakeSmall(folder);

        await Assert.ThrowsAsync<UnsupportedImageException>(
            async () => await VhdxImage.OpenAsync(new TestDisk(whole), null, new ReadOptions { MaxDiskSize = 1 << 20 }, CancellationToken.None));
    }

    private static byte[] MakeSmall(TemporaryFolder folder)
    {
        folder.Write("small.raw", TestDisk.Mixed(3 << 20));
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vhdx", "-o", "block_size=1M", folder["small.raw"], folder["small.vhdx"]);
        return File.ReadAllBytes(folder["small.vhdx"]);
    }

    private static async Task ReadsOrIsRefusedAsync(byte[] file)
    {
        try
        {
            await using Disk disk = await VhdxImage.OpenAsync(new TestDisk(file), null, new ReadOptions { MaxDiskSize = 64 << 20 }, CancellationToken.None);
            await DiskAssert.ReadAllAsync(disk);
        }
        catch (ImageException)
        {
            // Refused: the one way in which damage may show.
        }
    }

    private static async Task AssertAgreesWithQemuAsync(TemporaryFolder folder, string ours, string? theirs = null)
    {
        Tool.Run("qemu-img", "convert", "-f", "vhdx", "-O", "raw", theirs ?? ours, folder["truth.raw"]);
        await using FileDisk truth = FileDisk.Open(folder["truth.raw"]);
        await using Disk disk = await VhdxImage.OpenAsync(FileDisk.Open(ours), new LocalFolder(folder.Path), Options, CancellationToken.None);

        Assert.Equal(truth.Length, disk.Length);
        byte[] expected = new byte[1 << 20], actual = new byte[1 << 20];
        for (long offset = 0; offset < truth.Length;)
        {
            Extent a = await truth.FindExtentAsync(offset, CancellationToken.None);
            Extent b = await disk.FindExtentAsync(offset, CancellationToken.None);
            int count = (int)Math.Min(1 << 20, Math.Min(a.Length, b.Length));
            if (a.HasData || b.HasData)
            {
                await truth.ReadAsync(offset, expected.AsMemory(0, count), CancellationToken.None);
                await disk.ReadAsync(offset, actual.AsMemory(0, count), CancellationToken.None);
                DiskAssert.Same(expected.AsSpan(0, count), actual.AsSpan(0, count));
                offset += count;
            }
            else
            {
                offset += Math.Min(a.Length, b.Length);
            }
        }
    }

    private static void Unpack(string name, string path)
    {
        using var gzip = new GZipStream(File.OpenRead(Corpus.PathOf(name)), CompressionMode.Decompress);
        using FileStream file = File.Create(path);
        gzip.CopyTo(file);
    }
}
