using System.Text.Json.Nodes;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Power;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The verbs that start and end machines, as a host with xapi sees them.</summary>
public sealed class XapiPowerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly XapiServer _server = new(isEncrypted: false);
    private XapiSession _session = null!;
    private XapiPower _power = null!;

    public async Task InitializeAsync()
    {
        _session = await XapiBench.OpenAsync(_server);
        _power = new XapiPower(_session, new XapiTasks(_session, TimeProvider.System), TimeProvider.System);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Start_RunsAStoppedMachine()
    {
        XapiVm vm = await AddAsync("Halted");
        await _power.StartAsync(vm, isPaused: false, default);
        Assert.Equal("Running", StateOf(vm));
    }

    [Fact]
    public async Task Start_Held_PausesIt()
    {
        XapiVm vm = await AddAsync("Halted");
        await _power.StartAsync(vm, isPaused: true, default);
        Assert.Equal("Paused", StateOf(vm));
    }

    [Fact]
    public async Task Start_OfASuspendedMachine_TakesItUp()
    {
        XapiVm vm = await AddAsync("Suspended");
        await _power.StartAsync(vm, isPaused: false, default);
        Assert.Contains("Async.VM.resume", _server.State.Called);
        Assert.Equal("Running", StateOf(vm));
    }

    [Fact]
    public async Task Start_OfARunningMachine_IsRefusedInTheWordsOfAllHosts()
    {
        XapiVm vm = await AddAsync("Running");
        var error = await Assert.ThrowsAsync<HostException>(() => _power.StartAsync(vm, isPaused: false, default));
        Assert.Equal("pool1: web is running: there is nothing to do", error.Message);
    }

    [Fact]
    public async Task Stop_LetsTheGuestGoDownByItself()
    {
        XapiVm vm = await AddAsync("Running");
        Assert.True(await _power.StopAsync(vm, Patience, default));
        Assert.Equal("Halted", StateOf(vm));
    }

    [Fact]
    public async Task Stop_EndsAGuestThatDoesNotListen()
    {
        XapiVm vm = await AddAsync("Running");
        _server.State.Deaf.Add(vm.Reference);
        Assert.False(await _power.StopAsync(vm, Short, default));
        Assert.Equal("Halted", StateOf(vm));
        Assert.Contains("task.cancel", _server.State.Called);
    }

    [Fact]
    public async Task Stop_EndsAGuestWithoutAnAgent()
    {
        XapiVm vm = await AddAsync("Running");
        _server.State.WithoutAgent.Add(vm.Reference);
        Assert.False(await _power.StopAsync(vm, Patience, default));
        Assert.Equal("Halted", StateOf(vm));
    }

    [Fact]
    public async Task Stop_AtOnce_DoesNotAsk()
    {
        XapiVm vm = await AddAsync("Paused");
        Assert.False(await _power.StopAsync(vm, TimeSpan.Zero, default));
        Assert.Equal("Halted", StateOf(vm));
        Assert.DoesNotContain("Async.VM.clean_shutdown", _server.State.Called);
    }

    [Fact]
    public async Task Stop_GivenUp_CancelsTheTaskAndLeavesTheGuest()
    {
        XapiVm vm = await AddAsync("Running");
        _server.State.Deaf.Add(vm.Reference);
        using var stop = new CancellationTokenSource(Short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _power.StopAsync(vm, Patience, stop.Token));
        Assert.Equal("Running", StateOf(vm));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Reboot_ByForce_WhereTheGuestDoesNotListen()
    {
        XapiVm vm = await AddAsync("Running");
        _server.State.Deaf.Add(vm.Reference);
        Assert.False(await _power.RebootAsync(vm, Short, default));
        Assert.Contains("Async.VM.hard_reboot", _server.State.Called);
    }

    [Fact]
    public async Task Suspend_WhereThePoolHasNoPlaceForIt_SaysWhatToSet()
    {
        XapiVm vm = await AddAsync("Running");
        var error = await Assert.ThrowsAsync<XapiException>(() => _power.SuspendAsync(vm, default));
        Assert.Contains("set one with xe pool-param-set suspend-image-SR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PauseAndResume_HoldTheMachineAndLetItRun()
    {
        XapiVm vm = await AddAsync("Running");
        await _power.PauseAsync(vm, default);
        Assert.Equal("Paused", StateOf(vm));
        await _power.ResumeAsync(await ReadAsync(vm.Reference), default);
        Assert.Equal("Running", StateOf(vm));
    }

    [Fact]
    public async Task Tasks_AreRemovedWhenTheyHaveEnded()
    {
        XapiVm vm = await AddAsync("Halted");
        await _power.StartAsync(vm, isPaused: false, default);
        XapiVm running = await ReadAsync(vm.Reference);
        await Assert.ThrowsAsync<XapiException>(() => _power.SuspendAsync(running, default));
        Assert.Empty(_server.State.Database.All("task"));
    }

    private string StateOf(XapiVm vm) => _server.State.Database.Get("VM", vm.Reference)["power_state"]!.ToString();

    private Task<XapiVm> AddAsync(string state)
        => ReadAsync(_server.State.Add("VM", new JsonObject { ["name_label"] = "web", ["power_state"] = state }));

    private async Task<XapiVm> ReadAsync(string reference) => new(reference, (XmlRpcStruct)await _session.CallAsync("VM.get_record", [reference], default));
}
