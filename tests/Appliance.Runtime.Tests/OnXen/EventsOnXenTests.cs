using System.Collections.Concurrent;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Watching;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>The changes of a real domain, as they are told.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class EventsOnXenTests(XenBench bench)
{
    private readonly ConcurrentQueue<HostEvent> _events = new();

    [NeedsXenHostFact]
    public async Task Events_TellEveryChange_WhoeverMadeIt()
    {
        await using TinyGuest guest = await bench.PlaceAsync("told");
        using var stop = new CancellationTokenSource();
        var time = new NoticedTime();
        Task following = FollowAsync(time, stop.Token);
        await time.IsAsked;

        await SeeAsync(() => bench.Host.Power.StartAsync("told", isPaused: true, default), MachineState.Paused);
        await SeeAsync(() => bench.Host.Power.ResumeAsync("told", default), MachineState.Running);
        await SeeAsync(() => bench.Xen.RunAsync("xl pause told"), MachineState.Paused);
        await SeeAsync(() => bench.Xen.RunAsync("xl destroy told"), MachineState.Stopped);
        Assert.Equal([MachineState.Stopped, MachineState.Paused, MachineState.Running, MachineState.Paused], _events.Select(change => change.Old!.Value));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    /// <summary>Does something, and waits until it is told: what is undone between two looks is not seen.</summary>
    private async Task SeeAsync(Func<Task> change, MachineState expected)
    {
        int before = _events.Count;
        await change();
        Wait.Until(() => _events.Count > before, $"an event with the new state {expected}");
        Assert.Equal(("told", (MachineState?)expected), (_events.Last().Machine, _events.Last().New));
    }

    private async Task FollowAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var feed = new EventFeed(bench.Host, TimeSpan.FromSeconds(1), time, warning => Assert.Fail(warning));
        await foreach (HostEvent change in feed.FollowAsync(cancellationToken))
        {
            _events.Enqueue(change);
        }
    }

    /// <summary>Tells when somebody looks at the clock: then the first look at the host is done.</summary>
    private sealed class NoticedTime : TimeProvider
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAsked => _asked.Task;

        public override DateTimeOffset GetUtcNow()
        {
            _asked.TrySetResult();
            return base.GetUtcNow();
        }
    }
}
