using Appliance.Runtime.Lifecycle;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>What happens to machines when a real host loses its power and comes back. The connection from before is dead then.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class AutostartOnXenTests(XenBench bench)
{
    // The guest's driver has connected its disk (xvda): xl is done with it.
    private const string Started = "until [ \"$(xenstore-read /local/domain/$(xl domid auto)/device/vbd/51712/state)\" = 4 ]; do sleep 1; done 2> /dev/null";

    private const string Links = "ls -d /etc/xen/auto/* 2> /dev/null || true";

    [NeedsXenHostFact]
    public async Task WhatStartsWithTheHost_RunsAfterItsPowerWasLost_AndWhatWasSuspendedIsKept()
    {
        await using TinyGuest auto = await bench.PlaceAsync("auto"), manual = await bench.PlaceAsync("manual"), saved = await bench.PlaceAsync("saved");
        await SetAsync("auto", true);
        Assert.Equal($"{XenBench.Machines}/auto/domain.cfg\n", await bench.Xen.RunAsync("readlink -e /etc/xen/auto/*"));
        await manual.StartAsync();
        await SetAsync("saved", true);
        await saved.StartAsync();
        await saved.RunAsync("echo here > /mark");
        await bench.Host.Power.SuspendAsync("saved", default);
        await bench.Xen.RunAsync("sync");

        await bench.Xen.KillAsync();
        await bench.Xen.StartAgainAsync();
        await bench.Xen.RunAsync($"timeout 120 sh -c '{Started}'");
        Assert.Equal("1", await auto.RunAsync("cat /boots"));
        Assert.Equal(MachineState.Running, await auto.StateAsync());
        Assert.Equal(MachineState.Stopped, await manual.StateAsync());
        Assert.Equal(MachineState.Suspended, await saved.StateAsync());
        Assert.Empty(await bench.Host.CheckAsync(default));
        await bench.Host.Power.ResumeAsync("saved", default);
        Assert.Equal("here", await saved.RunAsync("cat /mark"));
        Assert.Equal("/etc/xen/auto/auto.cfg\n/etc/xen/auto/saved.cfg\n", await bench.Xen.RunAsync(Links));
    }

    [NeedsXenHostFact]
    public async Task WhatMustNotBeStarted_IsNotLinked()
    {
        await using TinyGuest guest = await bench.PlaceAsync("linked");
        await SetAsync("linked", true);
        foreach (string marker in new[] { "reverting", "migrating" })
        {
            await bench.Xen.RunAsync($"echo somewhere > {XenBench.Machines}/linked/{marker}");
            await SetAsync("linked", true);
            Assert.DoesNotContain("linked", await bench.Xen.RunAsync(Links));
            await bench.Xen.RunAsync($"rm {XenBench.Machines}/linked/{marker}");
            await SetAsync("linked", true);
            Assert.Contains("linked", await bench.Xen.RunAsync(Links));
        }

        await bench.Xen.RunAsync("rm /etc/xen/auto/linked.cfg");
        Assert.Contains("is to start with the host", Assert.Single(await bench.Host.RepairAsync(default)).Message, StringComparison.Ordinal);
        Assert.Contains("linked", await bench.Xen.RunAsync(Links));
        Assert.Empty(await bench.Host.CheckAsync(default));

        await SetAsync("linked", false);
        Assert.DoesNotContain("linked", await bench.Xen.RunAsync(Links));
        await SetAsync("linked", true);
        await bench.Host.RemoveAsync("linked", keepsDisks: false, default);
        Assert.DoesNotContain("linked", await bench.Xen.RunAsync(Links));
    }

    private Task SetAsync(string machine, bool startsWithHost)
        => bench.Host.UpdateAsync(machine, record => record with { StartsWithHost = startsWithHost }, default);
}
