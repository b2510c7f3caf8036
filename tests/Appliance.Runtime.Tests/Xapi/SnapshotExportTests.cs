using System.Text.Json.Nodes;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Snapshots of a pool as sources, and what has changed between them.</summary>
public sealed class SnapshotExportTests : IAsyncLifetime
{
    private static readonly byte[] Monday = TestDisk.Mixed(5 << 20);

    private readonly byte[] _tuesday = [.. Monday];
    private XapiPoolBench _bench = null!;

    private JsonObject Machine => _bench.Machine("web01");

    public async Task InitializeAsync()
    {
        _bench = await XapiPoolBench.OpenAsync();
        await _bench.ImportAsync(MemorySource.Of(new Machine { Id = "web01", Name = "web01" }, new TestDisk(Monday)));
        await _bench.Host.Snapshots.TakeAsync("web01", "monday", default);
        TestDisk.RandomBytes(700, seed: 9).CopyTo(_tuesday, (3 << 20) + 100);
        _tuesday.AsSpan(0, 4096).Clear();
        _tuesday.CopyTo(_bench.State.DiskOf(DiskOf("web01")), 0);
        await _bench.Host.Snapshots.TakeAsync("web01", "tuesday", default);
        _bench.State.DiskOf(DiskOf("web01")).AsSpan().Fill(7);
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Open_SnapshotOfARunningMachine_HasItsBytesThen()
    {
        await _bench.Host.Power.StartAsync("web01", isPaused: false, default);
        await using IMachineSource source = await _bench.Host.Snapshots.OpenSourceAsync("web01", "monday", null, default);
        Assert.Equal(("web01", "web01"), (source.Name, Assert.Single(source.Group.Machines).Name));
        await using Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default);
        await DiskAssert.HoldsAsync(Monday, disk);
    }

    [Fact]
    public async Task Open_ChangesBetweenSnapshots_AreTheNewerDisk()
    {
        await using IMachineSource source = await _bench.Host.Snapshots.OpenSourceAsync("web01", "tuesday", Since("monday"), default);
        await using Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default);
        await DiskAssert.HoldsAsync(_tuesday, disk);
        Assert.Empty(_bench.All("task"));
    }

    [Fact]
    public async Task Open_ChangesUpToNow_AreTheDiskAsItIs()
    {
        await using IMachineSource source = await _bench.Host.Snapshots.OpenSourceAsync("web01", null, Since("monday"), default);
        await using Disk disk = await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default);
        await DiskAssert.HoldsAsync(_bench.State.DiskOf(DiskOf("web01")), disk);
    }

    [Fact]
    public async Task Open_ChangesThatBreakOff_IsAnError()
    {
        _bench.State.StorageFailsAfter = 1 << 20;
        await using IMachineSource source = await _bench.Host.Snapshots.OpenSourceAsync("web01", "tuesday", Since("monday"), default);
        await Assert.ThrowsAsync<XapiException>(async () => await source.OpenDiskAsync(Assert.Single(source.Group.Disks), default));
        Assert.Empty(_bench.All("task"));
    }

    [Fact]
    public async Task Open_ChangesOverADiskOfAnotherSize_IsRefused()
    {
        var delta = new SnapshotDelta("monday", new ZeroDisk("monday.vhd", 1 << 20), ReadOptions.Default);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Snapshots.OpenSourceAsync("web01", "tuesday", delta, default));
        Assert.Contains("is another disk, or has grown since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ChangesOfADiskThatWasReplaced_IsRefused()
    {
        _bench.State.Database.Get("VDI", DiskOf("monday"))["snapshot_of"] = "OpaqueRef:other";
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Snapshots.OpenSourceAsync("web01", "tuesday", Since("monday"), default));
        Assert.Contains("another disk than in the snapshot monday", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ChangesOfADiskThatIsNotThere_NamesThoseThatAre()
    {
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Snapshots.OpenSourceAsync("web01", "tuesday", Since("monday") with { Vdev = "xvdq" }, default));
        Assert.Contains("has no disk xvdq; it has xvda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SnapshotWithMemory_IsRefused()
    {
        Machine["power_state"] = "Suspended";
        await _bench.Host.Snapshots.TakeAsync("web01", "asleep", default);
        await Assert.ThrowsAsync<HostException>(() => _bench.Host.Snapshots.OpenSourceAsync("web01", "asleep", null, default));
    }

    private static SnapshotDelta Since(string snapshot) => new(snapshot, new TestDisk(Monday, "monday.vhd"), ReadOptions.Default);

    private string DiskOf(string machine)
    {
        string vm = _bench.State.Database.All("VM").Single(pair => pair.Value["name_label"]!.ToString() == machine).Key;
        return _bench.All("VBD").Single(drive => drive["VM"]!.ToString() == vm)["VDI"]!.ToString();
    }
}
