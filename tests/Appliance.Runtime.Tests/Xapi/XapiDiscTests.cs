using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Xapi;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Discs in the CD drives of machines in a pool.</summary>
public sealed class XapiDiscTests : IAsyncLifetime
{
    private XapiPoolBench _bench = null!;
    private string _library = "";

    public async Task InitializeAsync()
    {
        _bench = await XapiPoolBench.OpenAsync();
        _library = _bench.State.Add("SR", new JsonObject { ["name_label"] = "discs", ["type"] = "iso", ["content_type"] = "iso" });
        _bench.State.Add("PBD", new JsonObject { ["SR"] = _library, ["currently_attached"] = true });
        _bench.State.Add("VDI", new JsonObject { ["name_label"] = "debian.iso", ["SR"] = _library });
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Insert_IntoAnEmptyDrive_IsThereUntilItIsEjected()
    {
        await ImportAsync(hasDrive: true);
        Assert.Equal("debian.iso", await _bench.Host.Hardware.InsertDiscAsync("web01", "debian.iso", default));
        Assert.Equal("debian.iso", DiscIn(Drive));
        await _bench.Host.Hardware.EjectDiscAsync("web01", default);
        Assert.True(Drive["empty"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Insert_StoppedMachineWithoutADrive_GetsOneAtTheUsualPlace()
    {
        await ImportAsync(hasDrive: false);
        await _bench.Host.Hardware.InsertDiscAsync("web01", "debian.iso", default);
        Assert.Equal(("3", "debian.iso"), (Drive["userdevice"]!.ToString(), DiscIn(Drive)));
    }

    [Fact]
    public async Task Insert_RunningMachineWithoutADrive_IsRefused()
    {
        await ImportAsync(hasDrive: false);
        await _bench.Host.Power.StartAsync("web01", isPaused: false, default);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Hardware.InsertDiscAsync("web01", "debian.iso", default));
        Assert.Contains("stop it first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insert_DriveIsFull_TellsHowToTakeTheDiscOut()
    {
        await ImportAsync(hasDrive: true);
        await _bench.Host.Hardware.InsertDiscAsync("web01", "debian.iso", default);
        var error = await Assert.ThrowsAsync<XapiException>(() => _bench.Host.Hardware.InsertDiscAsync("web01", "debian.iso", default));
        Assert.Contains("appliance detach --iso", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insert_DiscThatHasJustCome_IsFoundByAScan()
    {
        await ImportAsync(hasDrive: true);
        _bench.State.Unscanned["new.iso"] = _library;
        Assert.Equal("new.iso", await _bench.Host.Hardware.InsertDiscAsync("web01", "new.iso", default));
    }

    [Fact]
    public async Task Insert_AnotherLibraryCannotBeScanned_FindsTheDisc()
    {
        await ImportAsync(hasDrive: true);
        string other = _bench.State.Add("SR", new JsonObject { ["name_label"] = "other", ["type"] = "iso", ["content_type"] = "iso" });
        _bench.State.Add("PBD", new JsonObject { ["SR"] = other, ["currently_attached"] = true });
        _bench.State.Unscanned["new.iso"] = other;
        _bench.State.BrokenStorages.Add(_library);
        Assert.Equal("new.iso", await _bench.Host.Hardware.InsertDiscAsync("web01", "new.iso", default));
    }

    [Fact]
    public async Task Insert_NoSuchDisc_TellsWhichLibraryCouldNotBeScanned()
    {
        await ImportAsync(hasDrive: true);
        _bench.State.BrokenStorages.Add(_library);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Hardware.InsertDiscAsync("web01", "bsd.iso", default));
        Assert.Contains("has no disc bsd.iso; it has debian.iso; discs could not be scanned: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insert_NoSuchDisc_ListsThoseThereAre()
    {
        await ImportAsync(hasDrive: true);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Hardware.InsertDiscAsync("web01", "bsd.iso", default));
        Assert.Equal("pool1: has no disc bsd.iso; it has debian.iso", error.Message);
    }

    [Fact]
    public async Task Eject_EmptyDrive_IsRefused()
    {
        await ImportAsync(hasDrive: true);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.Host.Hardware.EjectDiscAsync("web01", default));
        Assert.Equal("pool1: web01 has no disc in a drive", error.Message);
    }

    private JsonObject Drive => _bench.All("VBD").Single(vbd => vbd["type"]!.ToString() == "CD");

    private string DiscIn(JsonObject drive) => _bench.State.Database.Get("VDI", drive["VDI"]!.ToString())["name_label"]!.ToString();

    private Task ImportAsync(bool hasDrive)
    {
        var machine = new Machine { Id = "vm", Name = "web01", OpticalDrives = hasDrive ? [new OpticalDrive()] : [] };
        return _bench.ImportAsync(MemorySource.Of(machine, new TestDisk(TestDisk.Mixed(2 << 20))));
    }
}
