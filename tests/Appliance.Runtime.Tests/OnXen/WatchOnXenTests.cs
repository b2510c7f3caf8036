using System.Collections.Concurrent;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.Watching;
using Appliance.Runtime.Watching;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>A real guest on a real Xen host: seen while it boots, measured, and restarted when its kernel dies.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class WatchOnXenTests(XenBench bench)
{
    private const string Name = "watched";
    private const string Address = "192.168.77.33";

    [NeedsXenHostFact]
    public async Task AGuest_IsSeenWhileItBoots_AndRestartedWhenItCrashes()
    {
        await using TinyGuest guest = await bench.PlaceAsync(Name, record => XenBench.ByPvGrub(record) with
        {
            Restart = RestartPolicy.OnFailure,
            Cards = [new CardRecord { Mac = "00:16:3e:00:00:21", Bridge = "xenbr0" }],
        });
        IXenHost host = bench.Host;
        var log = new ConcurrentQueue<string>();
        // A round waits this long for a restart, before it goes on without it.
        var options = new WatchdogOptions { Interval = TimeSpan.FromMinutes(5), Limits = new RestartLimits { FirstDelay = TimeSpan.Zero } };
        var watchdog = new Watchdog(host, options, TimeProvider.System, log.Enqueue);
        await watchdog.RoundAsync(default);

        await host.Power.StartAsync(Name, isPaused: false, default);
        WatchReport report = await WatchAsync(host);
        Assert.True(report.IsUp, report.Reason);
        Assert.Contains("1 of 1 disks connected by a Xen driver", report.Sights.Select(sight => sight.What));
        Assert.Contains("1 of 1 network cards connected by a Xen driver", report.Sights.Select(sight => sight.What));

        await watchdog.RoundAsync(default);
        IReadOnlyDictionary<string, double> metrics = ExpositionReader.Read(MetricsPage.Write(watchdog.Snapshot));
        Assert.Equal(1, metrics[$"appliance_machine_state{{machine={Name},state=running}}"]);
        Assert.True(metrics[$"appliance_machine_disk_read_bytes_total{{machine={Name},disk=xvda}}"] > 0);
        Assert.True(metrics[$"appliance_machine_network_sent_bytes_total{{machine={Name},card=0}}"] > 0);

        int? domain = (await host.FindAsync(Name, default)).DomainId;
        await CrashAsync(host);
        await watchdog.RoundAsync(default);
        await watchdog.RoundAsync(default);

        MachineStatus after = await host.FindAsync(Name, default);
        Assert.Equal(MachineState.Running, after.State);
        Assert.NotEqual(domain, after.DomainId);
        Assert.Equal(
        [
            $"{Name}: stopped -> running, domain {domain}", $"{Name}: running -> crashed, domain {domain}", $"{Name}: crashed; restarting it",
            $"{Name}: restarted", $"{Name}: crashed -> running, domain {after.DomainId}",
        ],
        log);
    }

    private static Task<WatchReport> WatchAsync(IXenHost host) => new BootWatch(
        host,
        new WatchOptions { Marker = "APPLIANCE-GUEST-UP", Checks = [HealthCheck.Parse("http:80/cgi-bin/state")], Address = Address, Limit = TimeSpan.FromMinutes(10) },
        TimeProvider.System).RunAsync(Name, default);

    /// <summary>Types it until it works: what comes before the guest's shell has opened its console is lost.</summary>
    private static async Task CrashAsync(IXenHost host)
    {
        await using IShellProcess console = await host.OpenConsoleAsync(Name, default);
        for (int i = 0; i < 60 && (await host.FindAsync(Name, default)).State != MachineState.Crashed; i++)
        {
            await console.Input.WriteAsync("\necho c > /proc/sysrq-trigger\n"u8.ToArray());
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
