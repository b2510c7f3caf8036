using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Checking;
using Appliance.Runtime.Xl.Hardware;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Snapshots;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>What the verbs of a machine make goes with it, and what others have made stays.</summary>
public sealed class MachineVolumesTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task Snapshot_FileOfAStrangerInItsPlace_IsRefusedAndLeft()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        string stranger = PoolBench.PutStranger(bench.Pool.Disk(Size, "xvda.before"));
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => new XlSnapshots(bench.Pool.Host).TakeAsync("web", "before", default))));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
        Assert.Empty((await bench.RecordAsync()).Snapshots);
    }

    [Fact]
    public async Task Snapshot_FileThatACrashHasLeft_IsMadeAnew()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        DiskRecord left = bench.Pool.Disk(Size, "xvda.before");
        await VolumeList.AddAsync(bench.Pool.Shell, bench.Folder, left, default);
        PoolBench.PutStranger(left);
        await new XlSnapshots(bench.Pool.Host).TakeAsync("web", "before", default);
        DiskAssert.Same(File.ReadAllBytes((await bench.RecordAsync()).Disks[0].Path), File.ReadAllBytes(left.Path));
    }

    [Fact]
    public async Task Delete_Snapshot_TakesItOffTheList()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        var snapshots = new XlSnapshots(bench.Pool.Host);
        await snapshots.TakeAsync("web", "before", default);
        Assert.Equal([bench.Pool.Disk(Size, "xvda.before").Path], await bench.ListedAsync());
        await snapshots.DeleteAsync("web", "before", default);
        Assert.Empty(await bench.ListedAsync());
        Assert.False(File.Exists(bench.Pool.Disk(Size, "xvda.before").Path));
    }

    [Fact]
    public async Task Revert_ToSnapshotWhoseDiskIsGone_IsRefusedBeforeAnythingIsChanged()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        var snapshots = new XlSnapshots(bench.Pool.Host);
        await snapshots.TakeAsync("web", "before", default);
        File.Delete(bench.Pool.Disk(Size, "xvda.before").Path);
        string path = (await bench.RecordAsync()).Disks[0].Path;
        byte[] now = File.ReadAllBytes(path);
        HostException error = await Assert.ThrowsAsync<HostException>(() => snapshots.RevertAsync("web", "before", default));
        Assert.Contains("xvda.before.raw is gone", error.Message, StringComparison.Ordinal);
        DiskAssert.Same(now, File.ReadAllBytes(path));
        Assert.False(File.Exists(bench.Folder.Reverting));
    }

    [Fact]
    public async Task Clone_DiskThatWasKeptInItsPlace_IsRefusedAndLeft()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        string kept = PoolBench.PutStranger(bench.Pool.Disk(Size, machine: "copy"));
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => new XlSnapshots(bench.Pool.Host).CloneAsync("web", "copy", new CloneOptions(), default))));
        Assert.Equal("a stranger's", File.ReadAllText(kept));
        Assert.False(Directory.Exists(bench.Pool.Host.FolderOf("copy").Path));
    }

    [Fact]
    public async Task Detach_DiskThatIsKept_IsTakenOffTheList()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        var disks = new DiskVerbs(bench.Pool.Host);
        string vdev = await disks.AttachAsync("web", Size, pool: null, default);
        string path = Assert.Single(await bench.ListedAsync());
        Assert.Equal(path, await disks.DetachAsync("web", vdev, keepsDisk: true, default));
        Assert.Empty(await bench.ListedAsync());
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Detach_KeptDiskThatACutHasMovedOutAlready_ComesToItsEnd()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        var disks = new DiskVerbs(bench.Pool.Host);
        MachineRecord record = await bench.RecordAsync();
        string inFolder = Path.Combine(bench.Folder.Path, "xvdb.raw"), moved = $"{bench.Pool.Host.Entry.Folder}/kept/web.{record.Uuid:N}.xvdb.raw";
        await bench.Pool.Host.Records.WriteAsync(record with { Disks = [.. record.Disks, bench.Pool.Disk(Size, "xvdb") with { Path = inFolder }] }, default);
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        File.WriteAllText(moved, "kept");
        Assert.Equal(moved, await disks.DetachAsync("web", "xvdb", keepsDisk: true, default));
        Assert.Equal(["xvda"], (await bench.RecordAsync()).Disks.Select(disk => disk.Vdev));
        Assert.Equal("kept", File.ReadAllText(moved));
    }

    [Fact]
    public async Task Repair_ImportThatWasCutOff_RemovesWhatItsListSays()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        MachineFolder folder = bench.Pool.MakeFolder("half");
        File.WriteAllText(folder.Importing, "");
        DiskRecord begun = bench.Pool.Disk(Size, machine: "half");
        await new VolumeClaims(bench.Pool.Host, folder).MakeAsync(begun, pool => pool.CreateAsync(begun, default), default);
        await new XlChecker(bench.Pool.Host).RepairAsync(default);
        Assert.False(File.Exists(begun.Path));
        Assert.False(Directory.Exists(folder.Path));
        Assert.True(File.Exists((await bench.RecordAsync()).Disks[0].Path));
    }

    [Fact]
    public async Task Repair_ImportThatWasRefusedAndCutOff_LeavesTheStranger()
    {
        await using MachineBench bench = await MachineBench.MakeAsync();
        MachineFolder folder = bench.Pool.MakeFolder("half");
        File.WriteAllText(folder.Importing, "");
        DiskRecord disk = bench.Pool.Disk(Size, machine: "half");
        string stranger = PoolBench.PutStranger(disk);
        await Assert.ThrowsAsync<HostException>(() => new VolumeClaims(bench.Pool.Host, folder).MakeAsync(disk, pool => pool.CreateAsync(disk, default), default));
        await new XlChecker(bench.Pool.Host).RepairAsync(default);
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
        Assert.False(Directory.Exists(folder.Path));
    }
}
