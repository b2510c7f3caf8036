using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The end of a task is waited for.</summary>
public sealed class XapiTasksTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly XapiServer _server = new(isEncrypted: false);
    private XapiSession _session = null!;
    private XapiTasks _tasks = null!;

    public async Task InitializeAsync()
    {
        _server.State.TaskTime = TimeSpan.FromMilliseconds(500);
        _session = await XapiBench.OpenAsync(_server);
        _tasks = new XapiTasks(_session, TimeProvider.System);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Run_TheHostTellsOfTheEnd_NobodyAsksAgainAndAgain()
    {
        Assert.Equal("labhost", (await RunAsync()).Text());
        Assert.Equal(2, _server.State.Called.Count(method => method == "event.from"));
        Assert.DoesNotContain("task.get_record", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_HostBeforeEvents_IsAskedUntilTheEnd()
    {
        _server.State.IsBeforeEvents = true;
        Assert.Equal("labhost", (await RunAsync()).Text());
        Assert.Contains("task.get_record", _server.State.Called);
    }

    [Fact]
    public async Task Watch_TaskThatIsGone_IsAnError()
    {
        var error = await Assert.ThrowsAsync<XapiException>(() => _tasks.WatchAsync("OpaqueRef:gone", null, default));
        Assert.Equal("HANDLE_INVALID", error.Error.Code);
    }

    [Fact]
    public async Task Run_GivenUpWhileTheTaskIsMade_LeavesNoTask()
    {
        using var stop = new CancellationTokenSource();
        _server.State.Calling = method => _ = method == "Async.host.get_hostname" ? stop.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop.Token));
        Assert.Contains("task.destroy", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    private Task<XmlRpcValue> RunAsync(CancellationToken cancellationToken = default) => _tasks.RunAsync("host.get_hostname", [_server.State.Database.All("host").First().Key], cancellationToken);
}
