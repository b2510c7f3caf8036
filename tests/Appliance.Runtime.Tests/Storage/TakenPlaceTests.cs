using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>What lies in the place of a disk that is to be made is neither overwritten nor followed.</summary>
public sealed class TakenPlaceTests
{
    private const int Size = 1 << 20;

    [Theory]
    [InlineData(VolumeFormat.Raw)]
    [InlineData(VolumeFormat.Vhd)]
    public async Task Write_OverAFile_IsRefused(VolumeFormat format)
    {
        await using var bench = new PoolBench(format);
        DiskRecord disk = bench.Disk(Size);
        string stranger = PoolBench.PutStranger(disk);
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.CreateAsync(disk, default));
        Assert.Equal(
            $"xen1: {stranger} is there already, perhaps kept when its machine was removed, and is left alone: move it away, or take another name for the machine, or another pool",
            error.Message);
        Assert.True(VolumeTaken.Is(error));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
    }

    [Fact]
    public async Task Copy_OverAFile_IsRefused()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(new byte[Size]), copy = bench.Disk(Size, "xvdb");
        string stranger = PoolBench.PutStranger(copy);
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => bench.Pool.CopyAsync(disk, copy, default))));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("nothing")]
    public async Task Write_OverALink_IsRefused(string target)
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        Link(bench, disk, target);
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => bench.Pool.CreateAsync(disk, default))));
        Assert.False(File.Exists(bench["nothing"]));
        Assert.Equal("a stranger's", File.ReadAllText(bench["file"]));
    }

    [Fact]
    public async Task Write_PlaceThatCannotBeMade_TellsWhy()
    {
        await using var bench = new PoolBench();
        Directory.CreateDirectory(bench["pool"]);
        File.WriteAllText($"{bench["pool"]}/web", "no folder");
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.CreateAsync(bench.Disk(Size), default));
        Assert.False(VolumeTaken.Is(error));
        Assert.Contains($"cannot make {bench.Disk(Size).Path}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Remove_Link_LeavesWhatItLeadsTo()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        Link(bench, disk, "file");
        await bench.Pool.RemoveAsync(disk, default);
        Assert.Null(new FileInfo(disk.Path).LinkTarget);
        Assert.Equal("a stranger's", File.ReadAllText(bench["file"]));
    }

    [Fact]
    public async Task Grow_Link_IsRefused()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        Link(bench, disk, "file");
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.GrowAsync(disk, 2 * Size, default));
        Assert.Equal("a stranger's", File.ReadAllText(bench["file"]));
    }

    [Fact]
    public async Task Revert_Link_IsRefused()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size), kept = await bench.WriteAsync(new byte[Size], "xvda.before");
        Link(bench, disk, "file");
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.RevertAsync(disk, kept, default));
        Assert.Equal(bench["file"], new FileInfo(disk.Path).LinkTarget);
    }

    [Fact]
    public async Task Revert_LinkBesideTheDisk_IsNotFollowed()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(new byte[Size]), kept = await bench.WriteAsync(TestDisk.RandomBytes(Size), "xvda.before");
        Link(bench, disk with { Path = $"{disk.Path}.part" }, "file");
        await bench.Pool.RevertAsync(disk, kept, default);
        Assert.Equal("a stranger's", File.ReadAllText(bench["file"]));
    }

    private static void Link(PoolBench bench, DiskRecord disk, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(disk.Path)!);
        File.WriteAllText(bench["file"], "a stranger's");
        File.CreateSymbolicLink(disk.Path, bench[target]);
    }
}
