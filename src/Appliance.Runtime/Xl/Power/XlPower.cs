using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Start, stop and all between, on a host with xl. A group's name stands for its machines, in their order.</summary>
/// <param name="host">The host.</param>
internal sealed class XlPower(XlContext host) : IPowerVerbs
{
    private readonly DomainRunner _runner = new(host);
    private readonly GroupOrder _groups = new(host);

    /// <inheritdoc/>
    public async Task StartAsync(string machine, bool isPaused, CancellationToken cancellationToken)
    {
        if (await _groups.FindAsync(machine, MachineState.Running, cancellationToken) is { } members)
        {
            await _groups.StartAsync(members, name => StartOneAsync(name, isPaused, cancellationToken), cancellationToken);
        }
        else
        {
            await StartOneAsync(machine, isPaused, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> StopAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        return await _groups.FindAsync(machine, MachineState.Stopped, cancellationToken) is { } members
            ? await _groups.StopAsync(members, name => StopOneAsync(name, limit, cancellationToken), cancellationToken)
            : await StopOneAsync(machine, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RebootAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Reboot, cancellationToken);
        bool isClean = session.State == MachineState.Running && limit > TimeSpan.Zero
            && await _runner.AskAsync(session.Domain!, "reboot", limit, cancellationToken);
        if (!isClean)
        {
            await _runner.DestroyAsync(session.Record, cancellationToken);
        }

        // xl starts it again by itself, unless it was ended.
        if (!isClean || await AwaitDomainAsync(session.Record, cancellationToken) is false)
        {
            await _runner.CreateAsync(session.Record, isPaused: false, cancellationToken);
        }

        await session.SaveAsync(session.Record with { IsWanted = true }, cancellationToken);
        return isClean;
    }

    /// <inheritdoc/>
    public async Task PauseAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Pause, cancellationToken);
        (await host.Shell.RunAsync($"xl pause {DomainRunner.Id(session.Domain!)}", cancellationToken)).Demand($"pause {machine}");
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Resume, cancellationToken);
        if (session.State == MachineState.Suspended)
        {
            await RestoreAsync(session, isPaused: false, cancellationToken);
        }
        else
        {
            (await host.Shell.RunAsync($"xl unpause {DomainRunner.Id(session.Domain!)}", cancellationToken)).Demand($"resume {machine}");
        }
    }

    /// <inheritdoc/>
    public async Task SuspendAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Suspend, cancellationToken);
        await _runner.SaveAsync(session.Record, session.Domain!, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = false }, cancellationToken);
    }

    private async Task StartOneAsync(string machine, bool isPaused, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Start, cancellationToken);
        if (session.State == MachineState.Suspended)
        {
            await RestoreAsync(session, isPaused, cancellationToken);
            return;
        }

        await _runner.CreateAsync(session.Record, isPaused, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = true }, cancellationToken);
    }

    /// <summary>The saved memory goes when the domain is there: it fits the disks only until the guest runs on.</summary>
    private async Task RestoreAsync(MachineSession session, bool isPaused, CancellationToken cancellationToken)
    {
        await _runner.RestoreAsync(session.Record, isPaused, cancellationToken);
        await _runner.ForgetMemoryAsync(session.Record, CancellationToken.None);
        await session.SaveAsync(session.Record with { IsWanted = true }, CancellationToken.None);
    }

    private async Task<bool> StopOneAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Stop, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = false }, cancellationToken);
        if (session.State == MachineState.Suspended)
        {
            await _runner.ForgetMemoryAsync(session.Record, cancellationToken);
            return false;
        }

        bool isClean = limit > TimeSpan.Zero && session.State != MachineState.Crashed && await ShutDownAsync(session, limit, cancellationToken);
        if (!isClean)
        {
            await _runner.DestroyAsync(session.Record, cancellationToken);
        }

        return isClean;
    }

    private async Task<bool> ShutDownAsync(MachineSession session, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (session.State == MachineState.Paused)
        {
            await host.Shell.RunAsync($"xl unpause {DomainRunner.Id(session.Domain!)}", cancellationToken);
        }

        return await _runner.AskAsync(session.Domain!, "shutdown", limit, cancellationToken);
    }

    /// <summary>Waits some seconds for the domain that xl makes after a reboot.</summary>
    private async Task<bool> AwaitDomainAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        for (int tries = 0; tries < 10; tries++)
        {
            if (await host.Domains.FindAsync(machine.Uuid, cancellationToken) is not null)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), host.Time, cancellationToken);
        }

        return false;
    }
}
