using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Power;

/// <summary>What is left when xl refuses something in the middle, and when that is repaired.</summary>
public sealed class XlPowerTests : IDisposable
{
    private readonly HostFolder _host = new();

    private XlPower Power => new(_host.Context);

    [Fact]
    public async Task ASuspendedMachine_RunsOnWhenItsMemoryIsGone()
    {
        await SuspendedAsync();
        await Power.StartAsync("web", isPaused: false, default);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: true);
        Assert.Equal(["restore", "unpause"], _host.XlCalls);
    }

    [Fact]
    public async Task ASuspendedMachineThatIsToBeHeld_IsHeldWithoutMemory()
    {
        await SuspendedAsync();
        await Power.StartAsync("web", isPaused: true, default);
        await AssertAsync(MachineState.Paused, hasMemory: false, isWanted: true);
    }

    [Fact]
    public async Task ARestoreThatIsRefused_LeavesTheMemoryAndNoDomain()
    {
        await SuspendedAsync();
        _host.Refuse("restore");
        await Assert.ThrowsAsync<HostException>(() => Power.StartAsync("web", isPaused: false, default));
        await AssertAsync(MachineState.Suspended, hasMemory: true, isWanted: false);
    }

    [Fact]
    public async Task AMemoryThatCannotBeRemoved_IsKept_AndTheDomainEnded()
    {
        MachineRecord web = await SuspendedAsync();
        // A folder cannot be removed as a file; only what reads it has to be passed by, which xl does here.
        File.Delete(_host["web", "memory"]);
        Directory.CreateDirectory(_host["web", "memory"]);
        _host.Run(web, "--p---", "0.0");

        await Assert.ThrowsAsync<HostException>(() => new DomainRunner(_host.Context).TakeUpAsync(web, isPaused: false));

        await AssertAsync(MachineState.Suspended, hasMemory: true, isWanted: false);
        Assert.Equal(["destroy"], _host.XlCalls);
    }

    [Fact]
    public async Task ADomainThatCannotRunOn_IsHeldWithoutMemory()
    {
        await SuspendedAsync();
        _host.Refuse("unpause");
        await Assert.ThrowsAsync<HostException>(() => Power.StartAsync("web", isPaused: false, default));
        await AssertAsync(MachineState.Paused, hasMemory: false, isWanted: false);
    }

    [Fact]
    public async Task ADomainThatWasHalfTakenUp_IsTakenUpAnew()
    {
        _host.Run(await SuspendedAsync(), "--p---", "0.0");
        await Power.ResumeAsync("web", default);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: true);
        Assert.Equal(["destroy", "restore", "unpause"], _host.XlCalls);
    }

    [Fact]
    public async Task AHeldDomain_RunsOnOnlyWithoutAMemoryThatWouldBeOld()
    {
        _host.Run(await SuspendedAsync(), "--p---");
        await Power.ResumeAsync("web", default);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: false);
        Assert.Equal(["unpause"], _host.XlCalls);
    }

    [Fact]
    public async Task AStart_IsWanted()
    {
        _host.Meet(await _host.AddAsync("web"));
        await Power.StartAsync("web", isPaused: false, default);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: true);
    }

    [Fact]
    public async Task AStartThatXlRefuses_LeavesADomainThatRunsAlone()
    {
        // As when xl itself starts a guest again that rebooted.
        MachineRecord web = await _host.AddAsync("web");
        _host.Refuse("create");
        _host.Run(web);
        await Assert.ThrowsAsync<HostException>(() => new DomainStart(_host.Context).RunAsync(web, null, "xl create it", default));
        Assert.Equal(["create"], _host.XlCalls);
    }

    [Fact]
    public async Task AStartThatXlRefuses_EndsADomainThatHasNotRun()
    {
        MachineRecord web = await _host.AddAsync("web");
        _host.Refuse("create");
        _host.Run(web, "--p---", "0.0");
        await Assert.ThrowsAsync<HostException>(() => new DomainStart(_host.Context).RunAsync(web, null, "xl create it", default));
        Assert.Equal(["create", "destroy"], _host.XlCalls);
    }

    [Fact]
    public async Task WhatCannotBeCleanedUp_HidesNotWhyTheStartFailed()
    {
        MachineRecord web = await _host.AddAsync("web");
        _host.Refuse("create");
        // Whatever it is asked for now, xl fails.
        _host.Refuse("list");
        HostException refused = await Assert.ThrowsAsync<HostException>(() => new DomainStart(_host.Context).RunAsync(web, null, "xl create it", default));
        Assert.Contains("create was refused", refused.Message, StringComparison.Ordinal);
        Assert.Contains("list was refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReboot_GoesDownAndStartsAnew()
    {
        _host.Run(await _host.AddAsync("web"));
        Assert.True(await Power.RebootAsync("web", TimeSpan.FromMinutes(1), default));
        Assert.Equal(["shutdown", "create"], _host.XlCalls);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: true);
    }

    [Fact]
    public async Task AStop_GivesTheMemoryUp()
    {
        await SuspendedAsync();
        Assert.False(await Power.StopAsync("web", TimeSpan.FromMinutes(1), default));
        await AssertAsync(MachineState.Stopped, hasMemory: false, isWanted: false);
    }

    [Fact]
    public async Task ASuspend_LeavesTheMemoryAndNoDomain()
    {
        _host.Run(await _host.AddAsync("web"));
        await Power.SuspendAsync("web", default);
        await AssertAsync(MachineState.Suspended, hasMemory: true, isWanted: false);
    }

    [Fact]
    public async Task ASuspendThatXlRefuses_LeavesTheMachineRunning()
    {
        _host.Run(await _host.AddAsync("web"));
        _host.Refuse("save");
        await Assert.ThrowsAsync<HostException>(() => Power.SuspendAsync("web", default));
        Assert.Equal(["save", "unpause"], _host.XlCalls);
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: false);
    }

    [Fact]
    public async Task ASuspendThatIsCancelled_StopsOnlyXlsHelperWhenTheGuestStandsStill_AndLeavesTheMachineRunning()
    {
        _host.Run(await _host.AddAsync("web"));
        _host.SaveSlowly();
        using var stop = new CancellationTokenSource();
        Task suspend = Power.SuspendAsync("web", stop.Token);
        while (!File.Exists(_host["web", "memory.part"]))
        {
            await Task.Delay(20, CancellationToken.None);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => suspend);
        Assert.True(_host.WasSaveStopped);
        Assert.Equal(["save", "unpause"], _host.XlCalls);
        Assert.False(File.Exists(_host["web", "memory.part"]));
        await AssertAsync(MachineState.Running, hasMemory: false, isWanted: false);
    }

    [Fact]
    public async Task ASuspend_WaitsForNoneThatIsStillBeingStopped()
    {
        _host.Run(await _host.AddAsync("web"));
        await File.WriteAllTextAsync(_host["web", $"memory.{Environment.ProcessId}"], "");
        HostException busy = await Assert.ThrowsAsync<HostException>(() => Power.SuspendAsync("web", default));
        Assert.Contains("a save before this one is being stopped", busy.Message, StringComparison.Ordinal);
        Assert.Empty(_host.XlCalls);
    }

    [Fact]
    public async Task AStop_LetsAGuestThatIsHeldGoDownByItself_EvenOneThatHasNotRunSinceItsRestore()
    {
        _host.Run(await _host.AddAsync("web"), "--p---", "0.0");
        Assert.True(await Power.StopAsync("web", TimeSpan.FromMinutes(1), default));
        Assert.Equal(["unpause", "shutdown"], _host.XlCalls);
    }

    [Theory]
    [InlineData("-b----", true, true)]
    [InlineData("--p---", true, false)]
    [InlineData("", true, false)]
    [InlineData("-b----", false, false)]
    public async Task AMachineThatRunsAndStartsWithItsHost_IsAdopted(string state, bool startsWithHost, bool isAdopted)
    {
        MachineRecord web = (await _host.AddAsync("web")) with { StartsWithHost = startsWithHost };
        await _host.Context.Records.WriteAsync(web, default);
        if (state.Length > 0)
        {
            _host.Run(web, state);
        }

        Assert.Equal(isAdopted, await new XlPower(_host.Context).AdoptAsync("web", default));

        Assert.Equal(isAdopted, (await _host.Context.Records.FindAsync("web", default))!.Record!.IsWanted);
    }

    public void Dispose() => _host.Dispose();

    private async Task<MachineRecord> SuspendedAsync()
    {
        MachineRecord web = await _host.AddAsync("web");
        _host.Meet(web);
        await File.WriteAllTextAsync(_host["web", "memory"], "memory");
        return web;
    }

    private async Task<StoredMachine> FindAsync() => (await _host.Context.Records.FindAsync("web", default))!;

    private async Task AssertAsync(MachineState state, bool hasMemory, bool isWanted)
    {
        StoredMachine web = await FindAsync();
        XlDomain? domain = await _host.Context.Domains.FindAsync(web.Record!.Uuid, default);
        Assert.Equal((state, hasMemory, isWanted), (MachineStates.Of(web, domain), web.HasMemory, web.Record.IsWanted));
    }
}
