using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Testing;
using System.Text.Json.Nodes;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Snapshots and clones in a pool.</summary>
public sealed class XapiSnapshotsTests
{
    private static readonly byte[] Content = TestDisk.Mixed(2 << 20);

    [Fact]
    public async Task Revert_BringsTheBytesBack()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Snapshots.TakeAsync("web01", "before", default);
        SnapshotRecord snapshot = Assert.Single((await bench.Host.FindAsync("web01", default)).Record.Snapshots);
        Assert.Equal(("before", false), (snapshot.Name, snapshot.HasMemory));
        Array.Clear(bench.State.DiskOf(DiskOf(bench, "web01")));

        await bench.Host.Snapshots.RevertAsync("web01", "before", default);
        DiskAssert.Same(Content, bench.State.DiskOf(DiskOf(bench, "web01")));
        Assert.Single(await bench.Host.ListAsync(default));
    }

    [Fact]
    public async Task Revert_BringsNoMarkOfAnImportBack()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Snapshots.TakeAsync("web01", "before", default);
        bench.Machine("before")["other_config"]!["appliance_import"] = "1";
        await bench.Host.Snapshots.RevertAsync("web01", "before", default);
        Assert.DoesNotContain("appliance_import", bench.Machine("web01")["other_config"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revert_ThatWouldLoseSightOfADisk_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Snapshots.TakeAsync("web01", "before", default);
        string later = await bench.Host.Hardware.AttachDiskAsync("web01", 1 << 20, null, default);
        HostException refused = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.RevertAsync("web01", "before", default));
        Assert.Contains($"web01 has {later}, which came after the snapshot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_OfARunningMachine_KeepsItsDisks()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Power.StartAsync("web01", isPaused: false, default);
        await bench.Host.Snapshots.TakeAsync("web01", "live", default);
        MachineStatus web = await bench.Host.FindAsync("web01", default);
        Assert.Equal((MachineState.Running, "live"), (web.State, Assert.Single(web.Record.Snapshots).Name));
        HostException running = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.RevertAsync("web01", "live", default));
        Assert.Contains("web01 is running: stop or suspend it first", running.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_OfASuspendedMachine_KeepsItsMemory()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = "Suspended";
        await bench.Host.Snapshots.TakeAsync("web01", "asleep", default);
        Assert.True(Assert.Single((await bench.Host.FindAsync("web01", default)).Record.Snapshots).HasMemory);
        bench.Machine("web01")["power_state"] = "Halted";
        await bench.Host.Snapshots.RevertAsync("web01", "asleep", default);
        Assert.Equal(MachineState.Suspended, (await bench.Host.FindAsync("web01", default)).State);
    }

    [Fact]
    public async Task Take_OfATakenName_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Snapshots.TakeAsync("web01", "before", default);
        HostException taken = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.TakeAsync("web01", "before", default));
        Assert.Contains("has a snapshot before already", taken.Message, StringComparison.Ordinal);
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.RevertAsync("web01", "after", default));
        Assert.Equal("pool1: web01 has no snapshot after; it has before", none.Message);
    }

    [Fact]
    public async Task Delete_TakesTheSnapshotsDisks_AndNoOthers()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Snapshots.TakeAsync("web01", "before", default);
        Assert.Equal(2, bench.All("VDI").Count());
        await bench.Host.Snapshots.DeleteAsync("web01", "before", default);
        DiskAssert.Same(Content, bench.State.DiskOf(Assert.Single(bench.State.Database.All("VDI")).Key));
        Assert.Empty((await bench.Host.FindAsync("web01", default)).Record.Snapshots);
    }

    [Fact]
    public async Task Clone_HasItsOwnDisksAndAddresses_AndDoesNotStartWithItsHost()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.UpdateAsync("web01", record => record with { StartsWithHost = true }, default);
        await bench.Host.Snapshots.CloneAsync("web01", "web02", new CloneOptions(), default);
        MachineRecord source = (await bench.Host.FindAsync("web01", default)).Record, clone = (await bench.Host.FindAsync("web02", default)).Record;
        Assert.Equal((true, false), (source.StartsWithHost, clone.StartsWithHost));
        Assert.NotEqual(source.Cards[0].Mac, clone.Cards[0].Mac);
        Assert.NotEqual(source.Disks[0].Path, clone.Disks[0].Path);
        DiskAssert.Same(Content, bench.State.DiskOf(DiskOf(bench, "web02")));
    }

    [Theory]
    [InlineData(true, null, "local")]
    [InlineData(false, "fast", "fast")]
    public async Task Clone_Whole_CopiesTheDisksToTheStorage(bool isFull, string? storage, string place)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.AddStorage("fast", "ext", 1L << 40);
        await bench.Host.UpdateAsync("web01", record => record with { StartsWithHost = true }, default);
        await bench.Host.Snapshots.CloneAsync("web01", "web02", new CloneOptions { IsFull = isFull, Storage = storage }, default);
        MachineRecord copy = (await bench.Host.FindAsync("web02", default)).Record;
        Assert.Equal((false, place), (copy.StartsWithHost, Assert.Single(copy.Disks).Pool));
        Assert.Contains("Async.VM.copy", bench.State.Called);
        DiskAssert.Same(Content, bench.State.DiskOf(DiskOf(bench, "web02")));
    }

    [Fact]
    public async Task Clone_ToAStorageThatIsFull_LeavesNothing()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.State.FullStorages.Add(bench.AddStorage("fast", "ext", 1L << 40));
        HostException full = await Assert.ThrowsAnyAsync<HostException>(() => bench.Host.Snapshots.CloneAsync("web01", "web02", new CloneOptions { Storage = "fast" }, default));
        Assert.Contains("the storage is full", full.Message, StringComparison.Ordinal);
        Assert.Single(await bench.Host.ListAsync(default));
    }

    [Fact]
    public async Task NothingIsMade_OfAMachineThatIsStillBeingImported()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["other_config"]!["appliance_import"] = "1";
        HostException clone = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.CloneAsync("web01", "web02", new CloneOptions(), default));
        HostException snapshot = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.TakeAsync("web01", "half", default));
        Assert.Contains("web01 is still being imported", clone.Message, StringComparison.Ordinal);
        Assert.Equal(clone.Message, snapshot.Message);
    }

    [Theory]
    [InlineData("Running", "web01 is running: stop or suspend it first")]
    [InlineData("Suspended", "web01 is suspended, and a pool clones only what is stopped")]
    public async Task Clone_OfWhatIsNotStopped_IsRefused(string power, string message)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = power;
        HostException refused = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.CloneAsync("web01", "web02", new CloneOptions(), default));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<XapiPoolBench> OpenAsync()
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(MemorySource.Of(new Machine { Id = "vm", Name = "web01", NetworkCards = [new NetworkCard { Mac = "00:50:56:ab:2c:1d" }] }, new TestDisk(Content)));
        return bench;
    }

    private static string DiskOf(XapiPoolBench bench, string name)
    {
        string vm = bench.State.Database.All("VM").Single(machine => machine.Value["name_label"]!.ToString() == name).Key;
        JsonObject drive = bench.All("VBD").Single(vbd => vbd["VM"]!.ToString() == vm && vbd["type"]!.ToString() == "Disk");
        return drive["VDI"]!.ToString();
    }
}
