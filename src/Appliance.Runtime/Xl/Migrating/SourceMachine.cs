using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>The machine on the host that it leaves.</summary>
/// <param name="session">The machine, whose lock is held.</param>
internal sealed class SourceMachine(MachineSession session)
{
    private readonly XlContext _host = session.Host;
    private readonly DomainRunner _runner = new(session.Host);

    /// <summary>What is known of it.</summary>
    public MachineRecord Record => session.Record;

    /// <summary>Whether it has a domain, and is to have one afterwards.</summary>
    public bool IsLive => session.State is MachineState.Running or MachineState.Paused;

    /// <summary>Whether that is held.</summary>
    public bool IsPaused => session.State == MachineState.Paused;

    /// <summary>Whether a memory goes with it.</summary>
    public bool HasMemory => session.State != MachineState.Stopped;

    /// <summary>Saves its memory and ends its domain, where it has one. Afterwards its disks do not change.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (!IsLive)
        {
            return;
        }

        if (session.IsHalfTakenUp)
        {
            throw new HostException(_host.Name, $"{Record.Name} was being taken up from its memory when that was cut off; resume it first");
        }

        if (IsPaused)
        {
            // Only a guest that runs can get ready to be saved.
            await _runner.UnpauseAsync(Record, session.Domain!, cancellationToken);
        }

        try
        {
            await _runner.SaveAsync(Record, session.Domain!, cancellationToken);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException && IsPaused)
        {
            await TryPauseAsync();
            throw;
        }
    }

    /// <summary>Notes that from now on it may run elsewhere, so that nobody starts it here.</summary>
    public async Task LockAwayAsync(string target, CancellationToken cancellationToken)
    {
        await HostFiles.WriteAsync(_host.Shell, session.Folder.Migrating, target, cancellationToken);
        await Autostart.FollowAsync(_host, Record, cancellationToken);
    }

    /// <summary>Makes all as it was: it runs on here, where it ran.</summary>
    /// <exception cref="HostException">It cannot be taken up; its memory is saved here.</exception>
    public async Task TakeBackAsync()
    {
        _ = await session.LookAgainAsync(CancellationToken.None) ?? throw MachineSession.Missing(_host.Name, Record.Name);
        (await _host.Shell.RunAsync($"rm -f {ShellText.Quote(session.Folder.Migrating)}", CancellationToken.None)).Demand("take back the move");
        // By what is there: a save that was stopped in its last moments is done.
        if (IsLive && await _host.Records.FindAsync(Record.Name, CancellationToken.None) is { HasMemory: true }
            && await _host.Domains.FindAsync(Record.Uuid, CancellationToken.None) is null)
        {
            await _runner.RestoreAsync(Record, IsPaused, CancellationToken.None);
        }

        await Autostart.FollowAsync(_host, Record, CancellationToken.None);
    }

    /// <summary>Removes it with its disks: it is elsewhere.</summary>
    /// <exception cref="HostException">Not all could be removed, or somebody else works on it since the connection broke.</exception>
    public async Task RemoveAsync()
    {
        if (await session.LookAgainAsync(CancellationToken.None) is { } record)
        {
            await Leftovers.RemoveMachineAsync(_host, record, [], CancellationToken.None);
        }
    }

    private async Task TryPauseAsync()
    {
        try
        {
            await _runner.PauseAsync(Record, session.Domain!, CancellationToken.None);
        }
        catch (HostException)
        {
            // Why it could not be saved counts more; that it runs is seen.
        }
    }
}
