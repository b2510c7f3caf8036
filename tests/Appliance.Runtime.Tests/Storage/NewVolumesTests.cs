using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Xl;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>Disks that are made for a machine go away where nothing comes to speak of them.</summary>
public sealed class NewVolumesTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task NotKept_AreGoneFromPoolAndList()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        DiskRecord disk = bench.Pool.Disk(Size, "xvdb");
        await MakeAsync(bench, disk, () => Assert.True(File.Exists(disk.Path)));
        Assert.False(File.Exists(disk.Path));
        Assert.Empty(await bench.ListedAsync());
    }

    [Fact]
    public async Task InARecordWhoseWritingWasNotAnswered_Stay()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        DiskRecord disk = bench.Pool.Disk(Size, "xvdb");
        MachineRecord record = await bench.RecordAsync();
        await MakeAsync(bench, disk, () => bench.Pool.Host.Records.WriteAsync(record with { Disks = [.. record.Disks, disk] }, default).Wait());
        Assert.True(File.Exists(disk.Path));
        Assert.Equal([disk.Path], await bench.ListedAsync());
    }

    [Fact]
    public async Task OfAMachineThatSomebodyWorksOnSinceTheConnectionBroke_Stay()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        DiskRecord disk = bench.Pool.Disk(Size, "xvdb");
        MachineLock? other = null;
        await MakeAsync(bench, disk, () =>
        {
            HostFolder.BreakLock(bench.Folder);
            other = MachineLock.AcquireAsync(bench.Pool.Shell, bench.Pool.Host.Entry.Folder, "web", "attach", default).Result;
        });
        Assert.True(File.Exists(disk.Path));
        await other!.DisposeAsync();
    }

    [Fact]
    public async Task WhosePlaceIsTaken_LeaveTheStranger()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        string stranger = PoolBench.PutStranger(bench.Pool.Disk(Size, "xvdb"));
        await Assert.ThrowsAsync<HostException>(() => MakeAsync(bench, bench.Pool.Disk(Size, "xvdb"), () => { }));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
    }

    private static async Task MakeAsync(MachineBench bench, DiskRecord disk, Action meanwhile)
    {
        await using MachineSession session = await MachineSession.OpenAsync(bench.Pool.Host, "web", Operation.Attach, default);
        await using var volumes = new NewVolumes(session);
        await volumes.AddAsync(disk, pool => pool.CreateAsync(disk, default), default);
        meanwhile();
    }
}
