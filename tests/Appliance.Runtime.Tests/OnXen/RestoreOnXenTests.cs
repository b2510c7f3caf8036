using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>What xl does with a real guest, as the verbs that start and suspend machines count on it.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class RestoreOnXenTests(XenBench bench)
{
    private const string Name = "web";

    [NeedsXenHostFact]
    public async Task AGuest_IsHeldSuspendedTakenUpAndRebooted()
    {
        await using TinyGuest guest = await bench.PlaceAsync(Name);
        IXenHost host = bench.Host;
        MachineRecord record = await guest.RecordAsync();
        XlDomains domains = bench.Domains;

        await host.Power.StartAsync(Name, isPaused: true, default);
        Assert.True((await domains.FindAsync(record.Uuid, default))!.HasNeverRun);

        await host.Power.ResumeAsync(Name, default);
        Assert.Equal("kept", await guest.RunAsync("echo kept > /kept; cat /kept"));
        await host.Power.PauseAsync(Name, default);
        Assert.False((await domains.FindAsync(record.Uuid, default))!.HasNeverRun);
        await host.Power.ResumeAsync(Name, default);

        await host.Power.SuspendAsync(Name, default);
        Assert.Equal(MachineState.Suspended, await guest.StateAsync());
        await host.Power.StartAsync(Name, isPaused: true, default);
        Assert.Equal(MachineState.Paused, await guest.StateAsync());
        Assert.True((await domains.FindAsync(record.Uuid, default))!.HasNeverRun);
        Assert.Equal(1, (await bench.Xen.TryRunAsync($"[ -e {XenBench.Machines}/{Name}/memory ]")).ExitCode);
        await host.Power.ResumeAsync(Name, default);
        Assert.Equal("kept", await guest.RunAsync("cat /kept"));

        // There is never a second one: xl refuses it by its name, and the first one runs on.
        int? first = (await host.FindAsync(Name, default)).DomainId;
        (int code, _, string error) = await bench.Xen.TryRunAsync($"xl create {XenBench.Machines}/{Name}/domain.cfg");
        Assert.True(code != 0 && error.Contains("already exists", StringComparison.Ordinal), error);
        Assert.Equal(first, (await host.FindAsync(Name, default)).DomainId);

        await host.Power.RebootAsync(Name, TimeSpan.FromMinutes(2), default);
        MachineStatus rebooted = await host.FindAsync(Name, default);
        Assert.Equal(MachineState.Running, rebooted.State);
        Assert.NotEqual(first, rebooted.DomainId);
        Assert.Single(await domains.ListAsync(default), domain => domain.Uuid == record.Uuid);
        Assert.Empty(await host.CheckAsync(default));
    }

    [NeedsXenHostFact]
    public async Task ARestoreThatWasCutOff_IsRepaired()
    {
        await using TinyGuest guest = await bench.PlaceAsync(Name);
        IXenHost host = bench.Host;
        await guest.StartAsync();
        Assert.Equal("1", await guest.RunAsync("nproc"));
        await host.Power.SuspendAsync(Name, default);

        // What is there when the host, or the connection, is gone just behind this.
        await bench.Xen.RunAsync($"cd {XenBench.Machines}/{Name} && xl restore -p domain.cfg memory");
        Assert.Equal(MachineState.Paused, await guest.StateAsync());
        HostFinding found = Assert.Single(await host.RepairAsync(default));
        Assert.Equal(("memory", Name), (found.Kind, found.Subject));
        Assert.Equal(MachineState.Suspended, await guest.StateAsync());
        await host.Power.ResumeAsync(Name, default);
        Assert.Equal("1", await guest.RunAsync("nproc"));
    }
}
