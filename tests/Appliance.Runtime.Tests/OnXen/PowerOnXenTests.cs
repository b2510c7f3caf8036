using Appliance.Runtime.Lifecycle;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>The verbs that start and end machines, as a real guest and xl see them.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class PowerOnXenTests(XenBench bench)
{
    // None of them goes down by itself any more, whatever the host asks for.
    private const string Deafen = "echo '#!/bin/sh' > /sbin/poweroff; cp /sbin/poweroff /sbin/reboot";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4);

    [NeedsXenHostFact]
    public async Task Stop_LetsTheGuestGoDownByItself()
    {
        await using TinyGuest guest = await bench.PlaceAsync("clean");
        await guest.StartAsync();
        // It is in the guest's memory only, until that goes down.
        await guest.RunAsync("mount -t ext4 /dev/xvda1 /mnt; echo kept > /mnt/file");
        Task<string> said = guest.ListenAsync();

        Assert.True(await bench.Host.Power.StopAsync("clean", Patience, default));
        Assert.Null(await guest.DomainAsync());
        Assert.Contains("APPLIANCE-GUEST-DOWN", await said);
        Assert.Equal("kept\n", await guest.ReadFileAsync("file"));
        Assert.Equal((MachineState.Stopped, false), (await guest.StateAsync(), (await guest.RecordAsync()).IsWanted));
    }

    [NeedsXenHostFact]
    public async Task Stop_EndsAGuestThatDoesNotListen()
    {
        await using TinyGuest guest = await bench.PlaceAsync("deaf");
        await guest.StartAsync();
        await guest.RunAsync(Deafen);
        Assert.False(await bench.Host.Power.StopAsync("deaf", Short, default));
        Assert.Null(await guest.DomainAsync());
        Assert.Equal(MachineState.Stopped, await guest.StateAsync());
    }

    [NeedsXenHostFact]
    public async Task Reboot_StartsTheGuestAgain_ByForceWhereItDoesNotListen()
    {
        await using TinyGuest guest = await bench.PlaceAsync("again");
        await guest.StartAsync();
        Assert.Equal("1", await guest.RunAsync("cat /boots"));
        string first = (await guest.DomainAsync())![1];
        Assert.True(await bench.Host.Power.RebootAsync("again", Patience, default));
        Assert.Equal("2", await guest.RunAsync("cat /boots"));
        Assert.NotEqual(first, (await guest.DomainAsync())![1]);

        await guest.RunAsync(Deafen);
        Assert.False(await bench.Host.Power.RebootAsync("again", Short, default));
        Assert.Equal("3", await guest.RunAsync("cat /boots"));
        Assert.True((await guest.RecordAsync()).IsWanted);
    }

    [NeedsXenHostFact]
    public async Task Pause_HoldsTheGuest_UntilItIsResumedOrStopped()
    {
        await using TinyGuest guest = await bench.PlaceAsync("held");
        await bench.Host.Power.StartAsync("held", isPaused: true, default);
        Assert.Equal((true, MachineState.Paused), (await guest.IsHeldAsync(), await guest.StateAsync()));
        Assert.Equal("0.0", (await guest.DomainAsync())![5]);
        await bench.Host.Power.ResumeAsync("held", default);
        Assert.Equal("1", await guest.RunAsync("cat /boots"));

        await bench.Host.Power.PauseAsync("held", default);
        Assert.True(await guest.IsHeldAsync());
        string seconds = (await guest.DomainAsync())![5];
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(seconds, (await guest.DomainAsync())![5]);
        await bench.Host.Power.ResumeAsync("held", default);
        Assert.Equal("here", await guest.RunAsync("echo here"));

        await bench.Host.Power.PauseAsync("held", default);
        Assert.True(await bench.Host.Power.StopAsync("held", Patience, default));
        Assert.Null(await guest.DomainAsync());
    }

    [NeedsXenHostFact]
    public async Task Suspend_KeepsTheGuestsMemory_UntilItIsResumedOrStopped()
    {
        await using TinyGuest guest = await bench.PlaceAsync("saved");
        await guest.StartAsync();
        await guest.RunAsync("sleep 100000 & echo $! > /sleeper; mount -t ext4 /dev/xvda1 /mnt; echo before > /mnt/file");
        string boot = await guest.RunAsync("cat /proc/sys/kernel/random/boot_id");
        await bench.Host.Power.SuspendAsync("saved", default);
        Assert.Null(await guest.DomainAsync());
        Assert.Equal(MachineState.Suspended, await guest.StateAsync());

        await bench.Host.Power.ResumeAsync("saved", default);
        Assert.Equal(boot, await guest.RunAsync("cat /proc/sys/kernel/random/boot_id"));
        Assert.Equal("lives", await guest.RunAsync("kill -0 $(cat /sleeper) && echo lives"));
        Assert.Equal("before\nafter", await guest.RunAsync("echo after >> /mnt/file; cat /mnt/file"));
        await AssertNoMemoryAsync();

        await bench.Host.Power.SuspendAsync("saved", default);
        Assert.False(await bench.Host.Power.StopAsync("saved", Patience, default));
        await AssertNoMemoryAsync();
        await guest.StartAsync();
        Assert.Equal("2", await guest.RunAsync("cat /boots"));
    }

    [NeedsXenHostFact]
    public async Task Suspend_ThatIsCancelledWhileMemoryIsSaved_LeavesTheGuestRunning()
    {
        await using TinyGuest guest = await bench.PlaceAsync("kept");
        await guest.StartAsync();
        Assert.Equal("1", await guest.RunAsync("cat /boots"));
        using var stop = new CancellationTokenSource();
        Task suspend = bench.Host.Power.SuspendAsync("kept", stop.Token);
        await bench.Xen.RunAsync($"timeout 60 sh -c 'until [ -s {XenBench.Machines}/kept/memory.part ]; do sleep 0.1; done'");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => suspend);

        Assert.Equal("1", await guest.RunAsync("cat /boots"));
        Assert.Equal(MachineState.Running, await guest.StateAsync());
        // What undoes a save outlives who has asked for it.
        await bench.Xen.RunAsync($"timeout 60 sh -c 'while ls {XenBench.Machines}/kept | grep -q memory; do sleep 0.1; done'");
    }

    [NeedsXenHostFact]
    public async Task Repair_LetsAGuestRunOn_WhoseXlWasKilledWhileItSaved()
    {
        await using TinyGuest guest = await bench.PlaceAsync("stuck");
        await guest.StartAsync();
        Assert.Equal("1", await guest.RunAsync("cat /boots"));
        await bench.Xen.RunAsync(
            """
            xl save -p stuck /tmp/stuck > /dev/null 2>&1 & p=$!
            until [ "$(stat -c %s /tmp/stuck 2> /dev/null || echo 0)" -gt 8000000 ]; do sleep 0.1; done
            kill -KILL $p; pkill -KILL libxl-save; rm /tmp/stuck
            """);
        Assert.Contains(await bench.Host.RepairAsync(default), finding => finding is { Kind: "save", Subject: "stuck" });
        Assert.Equal("1", await guest.RunAsync("cat /boots"));
    }

    private async Task AssertNoMemoryAsync() => Assert.DoesNotContain("memory", await bench.Xen.RunAsync($"ls {XenBench.Machines}/saved"));
}
