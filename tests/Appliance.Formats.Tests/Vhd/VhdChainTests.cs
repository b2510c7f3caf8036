using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Xunit;
using static Appliance.Formats.Tests.Vhd.VhdBytes;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdChainTests
{
    private const int Block = VhdSamples.Block;
    private const int ParentId = 40;
    private const int ParentName = 64;
    private const int Locators = 576;
    private const int LocatorSize = 24;
    private const int FooterId = 68;

    [Theory]
    [InlineData(0)] // MacX
    [InlineData(1)] // W2ku
    [InlineData(2)] // W2ru
    [InlineData(-1)] // none: the name in the header is left
    public async Task OpenAsync_OneWayToTheParentIsLeft_IsEnough(int left)
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 2, depth: 1, Block);
        byte[] file = await File.ReadAllBytesAsync(chain.Files[0]);
        for (int i = 0; i < 3; i++)
        {
            file = i == left ? file : file.WithHeader(Locators + (i * LocatorSize), new byte[LocatorSize]);
        }

        chain.Folder.Write("delta1.vhd", left < 0 ? file : file.WithHeader(ParentName, new byte[512]));

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);
        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [Fact]
    public async Task OpenAsync_AbsoluteWindowsPath_TheFileBesideTheChildIsTaken()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 2, depth: 1, Block);
        byte[] path = System.Text.Encoding.Unicode.GetBytes(@"C:\VMs\base.vhd");
        byte[] file = await File.ReadAllBytesAsync(chain.Files[0]);
        int at = 2048 + 512 + 512 + 512 + 512;
        file = file.With(at, path)
            .WithHeader(Locators, new byte[3 * LocatorSize])
            .WithHeader(ParentName, new byte[512])
            .WithHeader(Locators, [.. Big(0x57326B75u), .. Big(1u), .. Big((uint)path.Length), .. Big(0u), .. Big((ulong)at)]);
        chain.Folder.Write("delta1.vhd", file);

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);
        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [Fact]
    public async Task OpenAsync_RawParent_IsReadAsItIs()
    {
        // blktap leaves the identity of a raw parent empty.
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 5, depth: 1, Block + 512);
        byte[] child = (await File.ReadAllBytesAsync(chain.Files[0])).WithHeader(ParentId, new byte[16]);
        chain.Folder.Write("delta1.vhd", child);
        chain.Folder.Write("base.vhd", (await File.ReadAllBytesAsync(chain.Files[1]))[..^Footer]);

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);
        await DiskAssert.HoldsAsync(chain.Content, disk);
    }

    [Fact]
    public async Task OpenAsync_ParentSmallerThanTheChild_TheRestIsZero()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 5, depth: 1, Block + 512);
        byte[] child = (await File.ReadAllBytesAsync(chain.Files[0])).WithHeader(ParentId, new byte[16]);
        chain.Folder.Write("delta1.vhd", child);
        chain.Folder.Write("base.vhd", new byte[1024]);

        await using Disk disk = await VhdChainFiles.OpenAsync(chain.Files[0]);
        Assert.Equal(Block + 512, disk.Length);
        await DiskAssert.ReadAllAsync(disk);
    }

    [Fact]
    public async Task OpenAsync_ParentMissing_IsRefusedByName()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 6, depth: 2, Block);
        File.Delete(chain.Files[1]);

        string message = await RefusedAsync(chain.Files[0]);

        Assert.StartsWith("delta2.vhd: ", message, StringComparison.Ordinal);
        Assert.Contains("\"delta1.vhd\" is not in ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ParentIsAnotherDisk_IsRefusedWithBothIdentities()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 6, depth: 1, Block);
        byte[] other = (await File.ReadAllBytesAsync(chain.Files[1])).WithFooters(FooterId, 0xEE);
        chain.Folder.Write("base.vhd", other);

        string message = await RefusedAsync(chain.Files[0]);

        Assert.Contains("its parent \"base.vhd\" has identity ee14e45f", message, StringComparison.Ordinal);
        Assert.Contains("not 8f14e45f", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ChainThatComesBackToItself_IsRefused()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 6, depth: 2, Block);
        byte[] top = await File.ReadAllBytesAsync(chain.Files[0]);
        byte[] middle = await File.ReadAllBytesAsync(chain.Files[1]);

        // The middle one takes the topmost for its parent.
        chain.Folder.Write("delta1.vhd", middle
            .WithHeader(ParentId, top[FooterId..(FooterId + 16)])
            .WithHeader(Locators, new byte[3 * LocatorSize])
            .WithHeader(ParentName, System.Text.Encoding.BigEndianUnicode.GetBytes("delta2.vhd")));

        Assert.Contains("it is cyclic", await RefusedAsync(chain.Files[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../base.vhd")]
    [InlineData("/etc/passwd")]
    [InlineData(@"..\..\secret.vhd")]
    public async Task OpenAsync_ParentOutsideTheFolder_IsNeverOpened(string name)
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 6, depth: 1, Block);
        Directory.CreateDirectory(chain.Folder["in"]);
        byte[] child = await File.ReadAllBytesAsync(chain.Files[0]);
        chain.Folder.Write("in/child.vhd", child
            .WithHeader(Locators, new byte[3 * LocatorSize])
            .WithHeader(ParentName, new byte[512])
            .WithHeader(ParentName, System.Text.Encoding.BigEndianUnicode.GetBytes(name)));

        Assert.Contains("is not in ", await RefusedAsync(chain.Folder["in/child.vhd"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_BytesOfADeltaFlippedAtRandom_OnlyImageExceptionsComeOut()
    {
        using VhdChainFiles chain = await VhdChainFiles.MakeAsync(seed: 6, depth: 1, 100_352);
        byte[] sound = await File.ReadAllBytesAsync(chain.Files[0]);
        int[] places = [0, Header, Header + Locators, Table];
        var random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 500; round++)
        {
            byte[] file = [.. sound];
            for (int i = 0; i < 3; i++)
            {
                file[places[random.Next(places.Length)] + random.Next(80)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            file = file.WithFooter(0, 8, []).WithHeader(16, []);
            refused += await IsRefusedAsync(new TestDisk(file, "delta.vhd", allData: true), chain.Folder.Path) ? 1 : 0;
        }

        Assert.InRange(refused, 50, 499);
    }

    private static async Task<bool> IsRefusedAsync(TestDisk file, string folder)
    {
        try
        {
            await using Disk disk = await VhdImage.OpenAsync(
                file, new LocalFolder(folder), new ReadOptions { MaxDiskSize = 64 << 20 }, CancellationToken.None);
            await disk.CountDataAsync(CancellationToken.None);
            await DiskAssert.ReadAllAsync(disk);
            return false;
        }
        catch (ImageException)
        {
            return true;
        }
    }

    private static async Task<string> RefusedAsync(string path)
        => (await Assert.ThrowsAsync<InvalidImageException>(async () => await VhdChainFiles.OpenAsync(path))).Message;
}
