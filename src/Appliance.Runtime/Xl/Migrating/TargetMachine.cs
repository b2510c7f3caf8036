using Appliance.Formats.Disks;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>The machine on the host that it comes to.</summary>
/// <param name="host">The host.</param>
/// <param name="machine">The machine as it will be.</param>
/// <param name="reservation">Its name there.</param>
internal sealed class TargetMachine(XlContext host, MachineRecord machine, Reservation reservation)
{
    private static readonly TimeSpan AskingTime = TimeSpan.FromMinutes(1);

    private readonly DomainRunner _runner = new(host);
    private bool _mayRun;

    /// <summary>Copies the disks, each read from where it is and verified where it comes.</summary>
    public async Task CopyDisksAsync(XlContext source, MachineRecord from, Action<string, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        foreach ((DiskRecord disk, DiskRecord copy) in from.Disks.Zip(machine.Disks))
        {
            await using var content = new RandomContent(await source.Pools.For(disk).OpenAsync(disk, cancellationToken));
            Action<CopyProgress>? follow = progress is null ? null : at => progress(disk.Vdev, at);
            await reservation.MakeAsync(copy, pool => pool.WriteAsync(copy, content, follow, cancellationToken), cancellationToken);
        }

        if (machine.Environment?.Vdev is not null)
        {
            await EnvironmentDisc.CopyAsync(source, from.Name, host, machine.Name, cancellationToken);
        }
    }

    /// <summary>Makes the machine appear, and starts it where it ran.</summary>
    public async Task AppearAsync(SourceMachine source, CancellationToken cancellationToken)
    {
        _mayRun = true;
        await reservation.CommitAsync(machine, cancellationToken);
        if (source.IsLive)
        {
            await _runner.RestoreAsync(machine, source.IsPaused, cancellationToken);
        }
    }

    /// <summary>What is left to do when it runs.</summary>
    public async Task SettleAsync()
    {
        if (machine.StartsWithHost)
        {
            await Autostart.SetAsync(host, machine, CancellationToken.None);
        }
    }

    /// <summary>Takes the machine away again, after something failed.</summary>
    /// <returns>Whether it is certain that it does not run there.</returns>
    public async Task<bool> WithdrawAsync()
    {
        using var limit = new CancellationTokenSource(AskingTime);
        try
        {
            if (_mayRun)
            {
                if (!await reservation.RegainAsync(limit.Token))
                {
                    return false;
                }

                await _runner.DestroyAsync(machine, limit.Token);
            }

            // Only now: where a guest may run on them, its disks and its record stay.
            reservation.Revoke();
            return true;
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            return false;
        }
    }
}
