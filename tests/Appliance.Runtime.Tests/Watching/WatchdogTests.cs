using System.Collections.Concurrent;
using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class WatchdogTests
{
    private static readonly WatchdogOptions Impatient = new() { Limits = new RestartLimits { FirstDelay = TimeSpan.Zero } };

    [Fact]
    public async Task Round_WithACrashedMachine_RestartsItAtOnceWithoutWaitingForTheGuest()
    {
        (ScriptedHost host, Watchdog watchdog, ConcurrentQueue<string> log) = Watch(RestartPolicy.OnFailure, (MachineState.Running, 1), (MachineState.Crashed, 1), (MachineState.Running, 2));

        await RoundsAsync(watchdog, 3);

        Assert.Equal(["reboot web01 within 0 s"], host.Done);
        Assert.Equal(
            ["web01: running -> crashed, domain 1", "web01: crashed; restarting it", "web01: restarted", "web01: crashed -> running, domain 2"], log);
        Assert.Equal(1, Assert.Single(watchdog.Snapshot.Machines).Restarts);
    }

    [Fact]
    public async Task Round_WithAMachineThatStopped_StartsIt()
    {
        (ScriptedHost host, Watchdog watchdog, _) = Watch(RestartPolicy.Always, (MachineState.Stopped, null), (MachineState.Running, 2));

        await RoundsAsync(watchdog, 2);

        Assert.Equal(["start web01"], host.Done);
    }

    [Fact]
    public async Task Round_WithAMachineThatTheHostHasStarted_TakesItForWanted()
    {
        (ScriptedHost host, Watchdog watchdog, _) = Watch(RestartPolicy.OnFailure, (MachineState.Running, 1), (MachineState.Crashed, 1), (MachineState.Running, 2));
        host.Record = host.Record with { IsWanted = false, StartsWithHost = true };

        await RoundsAsync(watchdog, 3);

        Assert.Equal(["adopt web01", "reboot web01 within 0 s"], host.Done);
    }

    [Fact]
    public async Task Round_OfAHostThatGoesAndComes_SaysSoOnce()
    {
        (ScriptedHost host, Watchdog watchdog, ConcurrentQueue<string> log) = Watch(RestartPolicy.No, (MachineState.Running, 1));
        await RoundsAsync(watchdog, 1);

        host.IsGone = true;
        await RoundsAsync(watchdog, 3);
        Assert.False(watchdog.Snapshot.IsUp);
        host.IsGone = false;
        await RoundsAsync(watchdog, 2);

        Assert.True(watchdog.Snapshot.IsUp);
        Assert.Equal(["xen1: out of reach; waiting for it", "xen1: is back"], log);
    }

    private static (ScriptedHost Host, Watchdog Watchdog, ConcurrentQueue<string> Log) Watch(RestartPolicy policy, params (MachineState State, int? Domain)[] states)
    {
        var log = new ConcurrentQueue<string>();
        var host = new ScriptedHost(states) { Record = new MachineRecord { Name = "web01", Uuid = Guid.Empty, IsWanted = true, Restart = policy } };
        return (host, new Watchdog(host, Impatient, TimeProvider.System, log.Enqueue), log);
    }

    private static async Task RoundsAsync(Watchdog watchdog, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await watchdog.RoundAsync(default);
        }
    }
}
