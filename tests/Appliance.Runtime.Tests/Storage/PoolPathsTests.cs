using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>A record is only a file: paths in it that a pool does not give by itself are left alone.</summary>
public sealed class PoolPathsTests
{
    [Theory]
    [InlineData("web/../xvda.raw")]
    [InlineData("../other/xvda.raw")]
    [InlineData("web/..raw")]
    [InlineData("web/.raw")]
    [InlineData("web/old/xvda.raw")]
    [InlineData("xvda.raw")]
    [InlineData("/xvda.raw")]
    [InlineData("web//xvda.raw")]
    [InlineData("./xvda.raw")]
    [InlineData("web/xvda@1.raw")]
    [InlineData("web/xv\nda.raw")]
    [InlineData("web/xv da.raw")]
    [InlineData("web/xvda")]
    [InlineData("web/machine.json")]
    [InlineData("-web/xvda.raw")]
    public async Task Folder_PathOfNoDisk_IsLeftAlone(string path)
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(1) with { Path = $"{bench["pool"]}/{path}" };
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.RemoveAsync(disk, default));
        Assert.EndsWith("is not a disk of pool ssd, and is left alone", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StorageKind.Lvm, "vg", "/dev/vg")]
    [InlineData(StorageKind.LvmThin, "vg/thin", "/dev/vg")]
    [InlineData(StorageKind.Zfs, "tank/vm", "/dev/zvol/tank/vm")]
    public async Task Volumes_PathOfNoDisk_IsLeftAlone(StorageKind kind, string location, string folder)
    {
        await using var bench = new PoolBench();
        var pools = new VolumePools(bench.Shell, bench.Host.Entry with { Pools = [new StoragePool { Name = "ssd", Kind = kind, Location = location }] });
        string[] paths = ["appliance.web.xvda@1", "appliance.web/xvda", "appliance.web/../root", "appliance.web.xv\nda", "appliance.web xvda", "root", "../appliance.web"];
        foreach (string path in paths)
        {
            DiskRecord disk = bench.Disk(1) with { Kind = kind, Path = $"{folder}/{path}" };
            HostException error = await Assert.ThrowsAsync<HostException>(() => pools.For(disk).RemoveAsync(disk, default));
            Assert.EndsWith("is not a disk of pool ssd, and is left alone", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("web", "xvda")]
    [InlineData("Web-Server_1.example", "xvda.before-2")]
    public async Task Folder_PathThatItGives_IsItsOwn(string machine, string vdev)
    {
        await using var bench = new PoolBench();
        await bench.Pool.RemoveAsync(bench.Disk(1, vdev, machine), default);
    }
}
