using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;

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
        // It goes down and is started anew, with the hardware that its record has now. Were it to reboot, another xl would make
        // its next domain, at a moment that nobody here knows.
        bool isClean = await EndAsync(session, limit, cancellationToken);
        await _runner.CreateAsync(session.Record, isPaused: false, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = true }, CancellationToken.None);
        return isClean;
    }

    /// <inheritdoc/>
    public async Task PauseAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Pause, cancellationToken);
        await _runner.PauseAsync(session.Record, session.Domain!, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Resume, cancellationToken);
        if (session.State == MachineState.Suspended || session.IsHalfTakenUp)
        {
            await TakeUpAsync(session, isPaused: false, cancellationToken);
        }
        else
        {
            await _runner.UnpauseAsync(session.Record, session.Domain!, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task SuspendAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Suspend, cancellationToken);
        await _runner.SaveAsync(session.Record, session.Domain!, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = false }, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<bool> AdoptAsync(string machine, CancellationToken cancellationToken)
    {
        // Its state is looked at again: somebody may have stopped it since.
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Update, cancellationToken);
        bool isNew = session is { State: MachineState.Running or MachineState.Crashed, Record: { StartsWithHost: true, IsWanted: false } };
        if (isNew)
        {
            await session.SaveAsync(session.Record with { IsWanted = true }, cancellationToken);
        }

        return isNew;
    }

    private async Task StartOneAsync(string machine, bool isPaused, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Start, cancellationToken);
        if (session.State == MachineState.Suspended)
        {
            await TakeUpAsync(session, isPaused, cancellationToken);
            return;
        }

        await _runner.CreateAsync(session.Record, isPaused, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = true }, CancellationToken.None);
        await Autostart.FollowAsync(host, session.Record, CancellationToken.None);
    }

    private async Task TakeUpAsync(MachineSession session, bool isPaused, CancellationToken cancellationToken)
    {
        if (session.Domain is not null)
        {
            await _runner.DestroyAsync(session.Record, cancellationToken);
        }

        await _runner.RestoreAsync(session.Record, isPaused, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = true }, CancellationToken.None);
        await Autostart.FollowAsync(host, session.Record, CancellationToken.None);
    }

    private async Task<bool> StopOneAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(host, machine, Operation.Stop, cancellationToken);
        await session.SaveAsync(session.Record with { IsWanted = false }, cancellationToken);
        if (session.Stored.HasMemory)
        {
            await _runner.ForgetMemoryAsync(session.Record, cancellationToken);
            await Autostart.FollowAsync(host, session.Record, CancellationToken.None);
        }

        return session.Domain is not null && await EndAsync(session, limit, cancellationToken);
    }

    /// <summary>Has the guest go down, and ends its domain where it does not within the limit, or cannot.</summary>
    /// <returns>Whether it went down by itself.</returns>
    private async Task<bool> EndAsync(MachineSession session, TimeSpan limit, CancellationToken cancellationToken)
    {
        bool canAnswer = session is { State: MachineState.Running or MachineState.Paused, IsHalfTakenUp: false };
        bool isClean = canAnswer && limit > TimeSpan.Zero && await ShutDownAsync(session, limit, cancellationToken);
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
            await _runner.UnpauseAsync(session.Record, session.Domain!, cancellationToken);
        }

        // A guest that was rebooting already is gone too, and comes again as another domain.
        return await _runner.ShutDownAsync(session.Domain!, limit, cancellationToken)
            && await host.Domains.FindAsync(session.Record.Uuid, cancellationToken) is null or { IsGone: true };
    }
}
