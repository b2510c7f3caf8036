using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class BootWatchTests
{
    private const MachineState Running = MachineState.Running;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Run_OfAGuestThatShowsALoginPrompt_IsUpAndTellsItsLines()
    {
        var lines = new List<string>();
        var host = new ScriptedHost((Running, 1)) { Signs = new GuestSigns(1, 0, false) };
        host.Consoles.Enqueue("Linux version 6.1\r\nweb01 login: ");

        WatchReport report = await WatchAsync(host, new WatchOptions { ConsoleLine = lines.Add });

        Assert.True(report.IsUp, report.Reason);
        Assert.Equal("a login prompt on the console", report.Reason);
        Assert.Equal(["Linux version 6.1"], lines);
        Assert.Contains("running, domain 1", report.Sights.Select(sight => sight.What));
    }

    [Fact]
    public async Task Run_OfAGuestWithAnAgent_IsUp()
        => Assert.Equal("the guest agent", (await WatchAsync(new ScriptedHost((Running, 1)) { Signs = new GuestSigns(1, 1, true) }, new WatchOptions())).Reason);

    [Fact]
    public async Task Run_WithAMarker_TakesNoOtherSign()
    {
        var host = new ScriptedHost((Running, 1)) { Signs = new GuestSigns(1, 1, true) };
        host.Consoles.Enqueue("web01 login: ");

        WatchReport report = await WatchAsync(host, new WatchOptions { Marker = "READY", Limit = Short });

        Assert.False(report.IsUp);
        Assert.StartsWith("not up within 0.3 s; still missing: \"READY\" on the console", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAGuestThatRestartsWhileItBoots_ReadsTheNextConsole()
    {
        var host = new ScriptedHost((Running, 1), (MachineState.Stopped, null), (Running, 2));
        host.Consoles.Enqueue("Relabelling, please wait\n");
        host.Consoles.Enqueue("READY\n");

        WatchReport report = await WatchAsync(host, new WatchOptions { Marker = "READY", Limit = TimeSpan.FromMinutes(1) });

        Assert.True(report.IsUp, report.Reason);
        Assert.Contains("running, domain 2", report.Sights.Select(sight => sight.What));
    }

    [Theory]
    [InlineData(MachineState.Crashed, "it is crashed")]
    [InlineData(MachineState.Suspended, "it is suspended")]
    public async Task Run_OfAGuestThatCannotComeUpAnyMore_EndsAtOnce(MachineState end, string reason)
    {
        WatchReport report = await WatchAsync(new ScriptedHost((Running, 1), (end, null)), new WatchOptions { Limit = TimeSpan.FromHours(1) });

        Assert.False(report.IsUp);
        Assert.Equal(reason, report.Reason);
    }

    [Fact]
    public async Task Run_OfAMachineThatWasNeverStarted_SaysSo()
        => Assert.Equal("it is stopped; start it first", (await WatchAsync(new ScriptedHost((MachineState.Stopped, null)), new WatchOptions())).Reason);

    [Fact]
    public async Task Run_WithChecksThatDoNotHold_NamesThem()
    {
        var record = new MachineRecord { Name = "web01", Uuid = Guid.Empty, HealthChecks = [HealthCheck.Parse("tcp:22"), HealthCheck.Parse("console:ready")] };
        var host = new ScriptedHost((Running, 1)) { Record = record };
        host.Consoles.Enqueue("ready\n");

        WatchReport report = await WatchAsync(host, new WatchOptions { Limit = Short });

        Assert.StartsWith("not up within 0.3 s; still missing: tcp:22 (no address is known)", report.Reason, StringComparison.Ordinal);
        Assert.Contains("console:ready", report.Sights.Select(sight => sight.What));
    }

    private static Task<WatchReport> WatchAsync(ScriptedHost host, WatchOptions options)
        => new BootWatch(host, options with { Interval = TimeSpan.FromMilliseconds(10) }, TimeProvider.System).RunAsync("web01", default);
}
