using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Watching;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>What is seen of guests in a pool.</summary>
public sealed class XapiWatchTests
{
    [Fact]
    public async Task AMachineWhoseAgentIsThere_IsUp()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Power.StartAsync("web01", isPaused: false, default);
        JsonObject web = bench.Machine("web01");
        (web["domid"], web["guest_metrics"]) = (3, bench.State.Add("VM_guest_metrics", new JsonObject
        {
            ["PV_drivers_detected"] = true,
            ["PV_drivers_version"] = new JsonObject { ["major"] = "9" },
            ["networks"] = new JsonObject { ["0/ip"] = "127.0.0.1" },
        }));
        Assert.Equal(new GuestSigns(1, 1, true), await bench.Host.Watch.LookAsync(await bench.Host.FindAsync("web01", default), default));
        WatchReport report = await new BootWatch(bench.Host, new WatchOptions { Limit = TimeSpan.FromMinutes(1) }, TimeProvider.System).RunAsync("web01", default);
        Assert.True(report.IsUp);
    }

    [Fact]
    public async Task AStoppedMachine_ShowsNothing()
    {
        await using XapiPoolBench bench = await OpenAsync();
        MachineStatus web = await bench.Host.FindAsync("web01", default);
        Assert.Equal(GuestSigns.None, await bench.Host.Watch.LookAsync(web, default));
        Assert.Empty(await bench.Host.Watch.MeasureAsync([web], default));
    }

    [Fact]
    public async Task HealthChecks_ComeWithTheMachine()
    {
        await using XapiPoolBench bench = await OpenAsync(HealthCheck.Parse("tcp:22"));
        MachineRecord web = (await bench.Host.FindAsync("web01", default)).Record;
        Assert.Equal("tcp:22", Assert.Single(web.HealthChecks).ToString());
        Assert.Equal(RestartPolicy.Always, web.Restart);
    }

    private static async Task<XapiPoolBench> OpenAsync(params HealthCheck[] checks)
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        var machine = new Machine
        {
            Id = "vm", Name = "web01", NetworkCards = [new NetworkCard()], HealthChecks = checks, Restart = RestartPolicy.Always,
        };
        await bench.ImportAsync(MemorySource.Of(machine, new TestDisk(TestDisk.Mixed(2 << 20))));
        return bench;
    }
}
