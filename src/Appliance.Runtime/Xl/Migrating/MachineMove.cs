using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Reporting;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>
/// Moves a machine. Until it is started there it can go back, and does whenever something fails. From the moment when it may run
/// there, a marker keeps it from being started here, so that it never runs twice.
/// </summary>
/// <param name="source">The host it is on.</param>
/// <param name="target">The host it goes to.</param>
/// <param name="options">How.</param>
internal sealed class MachineMove(XlContext source, XlContext target, MigrationOptions options)
{
    /// <summary>Does it.</summary>
    public async Task RunAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineSession session = await MachineSession.OpenAsync(source, machine, Operation.Migrate, cancellationToken);
        MachineRecord planned = await PlanAsync(session, cancellationToken);
        await using Reservation reservation = await Reservation.MakeAsync(target, machine, $"move from {source.Name}", cancellationToken);
        var leaving = new SourceMachine(session);
        var coming = new TargetMachine(target, planned, reservation);
        try
        {
            await MoveAsync(leaving, coming, cancellationToken);
        }
        catch (Exception e)
        {
            await GoBackAsync(leaving, coming, e);
            throw;
        }

        await FinishAsync(leaving, coming);
    }

    private async Task MoveAsync(SourceMachine leaving, TargetMachine coming, CancellationToken cancellationToken)
    {
        await leaving.HoldAsync(cancellationToken);
        await coming.CopyDisksAsync(source, leaving.Record, options.Progress, cancellationToken);
        if (leaving.HasMemory)
        {
            await new StateTransfer(source, target).SendAsync(leaving.Record, cancellationToken);
        }

        await leaving.LockAwayAsync(target.Name, cancellationToken);
        await coming.AppearAsync(leaving, cancellationToken);
    }

    private async Task GoBackAsync(SourceMachine leaving, TargetMachine coming, Exception why)
    {
        if (!await coming.WithdrawAsync())
        {
            throw new HostException(
                source.Name, null, $"{leaving.Record.Name} may run on {target.Name}, which is out of reach, and is held here; look there, and then see host check: {why.Message}", why);
        }

        try
        {
            await leaving.TakeBackAsync();
        }
        catch (HostException e)
        {
            throw new HostException(source.Name, null, $"{leaving.Record.Name} could not go on here after its move failed ({why.Message}): {e.Message}", why);
        }
    }

    private async Task FinishAsync(SourceMachine leaving, TargetMachine coming)
    {
        try
        {
            await coming.SettleAsync();
            await leaving.RemoveAsync();
        }
        catch (HostException e)
        {
            throw new HostException(source.Name, null, $"{leaving.Record.Name} is on {target.Name} now, and not all could be put away behind it: {e.Message}; remove it here", e);
        }
    }

    private async Task<MachineRecord> PlanAsync(MachineSession session, CancellationToken cancellationToken)
    {
        IVolumePool pool = target.Pools.Find(options.Pool);
        await RefuseSameAsync(session.Record, cancellationToken);
        HostReport here = await source.DescribeAsync(cancellationToken), there = await target.DescribeAsync(cancellationToken);
        MachineRecord planned = new MovePlanner(here, there, options).Plan(session.Record, session.State, pool);
        await DemandFilesAsync(planned, cancellationToken);
        if (session.State != MachineState.Stopped && XenVersions.LacksFeatures(await CapsAsync(source, cancellationToken), await CapsAsync(target, cancellationToken)))
        {
            options.Warn($"the processors of {target.Name} lack something that those of {source.Name} have: a program that uses it crashes after the move; stop {session.Record.Name} first to be sure");
        }

        return planned;
    }

    private async Task RefuseSameAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await target.Records.ListAsync(cancellationToken);
        if (machines.FirstOrDefault(other => other.Record?.Uuid == machine.Uuid) is { } same)
        {
            throw new HostException(target.Name, $"its machine {same.Name} is the same one as {machine.Name}, by its UUID");
        }

        MacNeighbour(machines, machine);
    }

    private void MacNeighbour(IReadOnlyList<StoredMachine> machines, MachineRecord machine)
    {
        foreach (CardRecord card in machine.Cards)
        {
            if (machines.FirstOrDefault(other => other.Record?.Cards.Any(theirs => theirs.Mac == card.Mac) == true) is { } other)
            {
                options.Warn($"{machine.Name}: its MAC address {card.Mac} is also that of {other.Name} on {target.Name}; they must not be on one network at the same time");
            }
        }
    }

    private async Task DemandFilesAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        foreach (string path in new[] { machine.Kernel, machine.Ramdisk }.OfType<string>())
        {
            if ((await target.Shell.RunAsync($"[ -f {ShellText.Quote(path)} ]", cancellationToken)).ExitCode != 0)
            {
                throw new HostException(target.Name, $"there is no {path}, which starts {machine.Name}; put it there first");
            }
        }
    }

    private static async Task<string> CapsAsync(XlContext host, CancellationToken cancellationToken)
        => new XlInfo((await host.Shell.RunAsync("xl info", cancellationToken)).Demand("ask xl about the host").Split('\n'))["hw_caps"];
}
