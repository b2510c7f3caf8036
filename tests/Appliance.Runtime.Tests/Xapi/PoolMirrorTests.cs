using System.Text.Json.Nodes;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>What is known of a pool is kept up to date by its events.</summary>
public sealed class PoolMirrorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private XapiPoolBench _bench = null!;

    public async Task InitializeAsync()
    {
        _bench = await XapiPoolBench.OpenAsync();
        Add("web01");
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task List_IsReadWholeOnce_AndThenByWhatHasChanged()
    {
        await ListAsync();
        Add("web02");
        _bench.Machine("web01")["power_state"] = "Running";
        Assert.Equal(["web01 Running", "web02 Stopped"], await ListAsync());
        _bench.State.Database.Remove("VM", _bench.State.Database.All("VM").Single(vm => vm.Value["name_label"]!.ToString() == "web01").Key);
        Assert.Equal(["web02 Stopped"], await ListAsync());
        Assert.DoesNotContain(_bench.State.Called, method => method.EndsWith("get_all_records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_EventsWereLost_ForgetsWhatIsGone()
    {
        await ListAsync();
        _bench.State.Database.Remove("VM", _bench.State.Database.All("VM").Single(vm => vm.Value["name_label"]!.ToString() == "web01").Key);
        _bench.State.LosesEvents = true;
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task List_PoolBeforeEvents_IsReadEachTime()
    {
        _bench.State.IsBeforeEvents = true;
        Assert.Equal(["web01 Stopped"], await ListAsync());
        _bench.Machine("web01")["power_state"] = "Running";
        Assert.Equal(["web01 Running"], await ListAsync());
        Assert.False(_bench.Host.Watch.TellsChanges);
    }

    [Fact]
    public async Task Feed_TellsAChangeWhenItIsMade()
    {
        // Nobody looks a second time within the test: the pool tells.
        var feed = new EventFeed(_bench.Host, TimeSpan.FromHours(1), TimeProvider.System, warning => Assert.Fail(warning));
        await using IAsyncEnumerator<HostEvent> events = feed.FollowAsync(default).GetAsyncEnumerator();
        ValueTask<bool> next = events.MoveNextAsync();
        Testing.Wait.Until(() => _bench.State.Called.Count(method => method == "event.from") > 9, "the feed waits");
        await _bench.Host.Power.StartAsync("web01", isPaused: false, default);
        Assert.True(await next.AsTask().WaitAsync(Patience));
        Assert.Equal(("web01", MachineState.Stopped, MachineState.Running), (events.Current.Machine, events.Current.Old, events.Current.New));
    }

    private async Task<IEnumerable<string>> ListAsync()
        => (await _bench.Host.ListAsync(default)).Select(machine => $"{machine.Record.Name} {machine.State}");

    private void Add(string name) => _bench.State.Add("VM", new JsonObject { ["name_label"] = name });
}
