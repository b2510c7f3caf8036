using System.Text.Json.Nodes;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Events;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The changes of a pool come as they are made, and none is missed.</summary>
public sealed class EventStreamTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly XapiServer _server = new(isEncrypted: false);
    private XapiSession _session = null!;
    private EventStream _events = null!;
    private string _vm = "";

    public async Task InitializeAsync()
    {
        _vm = _server.State.Add("VM", new JsonObject { ["name_label"] = "web01" });
        _session = await XapiBench.OpenAsync(_server);
        _events = new EventStream(_session, ["VM", "SR"]);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Next_First_IsAllThereIs()
    {
        EventBatch batch = await NextAsync();
        Assert.True(batch.IsWhole);
        Assert.Equal(["sr local", "vm Other install media", "vm web01"], batch.Events.Select(each => $"{each.Class} {each.Fields!.Text("name_label")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Next_SomethingChanges_IsToldAtOnce()
    {
        await NextAsync();
        Task<EventBatch> next = NextAsync();
        await _session.CallAsync("VM.set_name_label", [_vm, "web02"], default);
        EventBatch batch = await next;
        Assert.False(batch.IsWhole);
        Assert.Equal("web02", Assert.Single(batch.Events).Fields!.Text("name_label"));
    }

    [Fact]
    public async Task Next_NothingChanges_IsABatchOfNothing()
    {
        await NextAsync();
        EventBatch batch = await _events.NextAsync(TimeSpan.FromMilliseconds(50), default);
        Assert.Equal((false, 0), (batch.IsWhole, batch.Events.Count));
    }

    [Fact]
    public async Task Next_SeveralChangesOfOneObject_AreOne()
    {
        await NextAsync();
        await _session.CallAsync("VM.set_name_label", [_vm, "web02"], default);
        await _session.CallAsync("VM.set_name_label", [_vm, "web03"], default);
        Assert.Equal("web03", Assert.Single((await NextAsync()).Events).Fields!.Text("name_label"));
    }

    [Fact]
    public async Task Next_ObjectIsGone_IsToldWithoutFields()
    {
        await NextAsync();
        await _session.CallAsync("VM.destroy", [_vm], default);
        Assert.Equal(new XapiEvent("vm", _vm, null), Assert.Single((await NextAsync()).Events));
    }

    [Fact]
    public async Task Next_EventsWereLost_IsAllThereIs()
    {
        await NextAsync();
        _server.State.LosesEvents = true;
        EventBatch batch = await NextAsync();
        Assert.Equal((true, 3), (batch.IsWhole, batch.Events.Count));
    }

    [Fact]
    public async Task Next_SessionIsAnother_IsAllThereIs()
    {
        await NextAsync();
        _server.State.ForgetSessions();
        Assert.True((await _events.NextAsync(TimeSpan.Zero, default)).IsWhole);
    }

    [Fact]
    public async Task Wait_ForAChange_LeavesItToTheNextBatch()
    {
        await NextAsync();
        Task<bool> wait = _events.WaitAsync(["VM"], Patience, default);
        await _session.CallAsync("VM.set_name_label", [_vm, "web02"], default);
        Assert.True(await wait.WaitAsync(Patience));
        Assert.Single((await NextAsync()).Events);
    }

    private Task<EventBatch> NextAsync() => _events.NextAsync(Patience, default).WaitAsync(Patience);
}
