using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>What was made goes away with a failure, and nothing else does.</summary>
public sealed class VolumeClaimsTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task Make_PlaceThatIsTaken_WritesNothingDown()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        string stranger = PoolBench.PutStranger(bench.Disk(Size));
        var claims = new VolumeClaims(bench.Host, folder);
        await Assert.ThrowsAsync<HostException>(() => claims.MakeAsync(bench.Disk(Size), pool => pool.CreateAsync(bench.Disk(Size), default), default));
        Assert.Empty(claims.Disks);
        Assert.False(File.Exists(folder.Volumes));
        Assert.True(File.Exists(stranger));
    }

    [Fact]
    public async Task Make_Disk_IsWrittenDownBeforeItIsMade()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        IReadOnlyList<DiskRecord> then = [];
        await new VolumeClaims(bench.Host, folder).MakeAsync(
            bench.Disk(Size), async _ => then = await VolumeList.ReadAsync(bench.Shell, folder, default), default);
        Assert.Equal([bench.Disk(Size)], then);
    }

    [Fact]
    public async Task Make_StrangerWasQuicker_IsTakenOffTheListAgain()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        var claims = new VolumeClaims(bench.Host, folder);
        await claims.MakeAsync(bench.Disk(Size), pool => pool.CreateAsync(bench.Disk(Size), default), default);
        DiskRecord second = bench.Disk(Size, "xvdb");
        await Assert.ThrowsAsync<HostException>(() => claims.MakeAsync(second, pool => BeatenAsync(pool, second), default));
        Assert.Equal([bench.Disk(Size)], claims.Disks);
        Assert.Equal([bench.Disk(Size)], await VolumeList.ReadAsync(bench.Shell, folder, default));
    }

    private static Task BeatenAsync(IVolumePool pool, DiskRecord disk)
    {
        PoolBench.PutStranger(disk);
        return pool.CreateAsync(disk, default);
    }
}
