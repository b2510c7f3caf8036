using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;

namespace Appliance.Runtime.Xl.Power;

/// <summary>Has xl make the domain of a machine, wholly or not at all.</summary>
/// <param name="host">The host.</param>
internal sealed class DomainStart(XlContext host)
{
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    /// <summary>Writes the configuration and runs a command of xl's on it; where that fails, its domain is ended.</summary>
    /// <param name="machine">What is known of the machine.</param>
    /// <param name="saved">What its saved memory is of; null where it starts from its disks.</param>
    /// <param name="command">The command: <c>xl create ...</c>, <c>xl restore ...</c>.</param>
    /// <param name="cancellationToken">Stops it; no domain stays.</param>
    /// <exception cref="HostException">xl refused; the message says so too where something of the domain is left.</exception>
    public async Task RunAsync(MachineRecord machine, DomainLimits? saved, string command, CancellationToken cancellationToken)
    {
        await DomainConfig.WriteAsync(host, machine, saved, cancellationToken);
        try
        {
            (await host.Shell.RunAsync($"{command} < /dev/null", cancellationToken)).Demand($"start {machine.Name}");
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            await EndAsync(machine, e);
            throw;
        }
    }

    /// <summary>
    /// Ends what there is of the domain. Unless the start was cancelled, a guest that runs is left alone: where xl refused, another
    /// xl has just started it again after a reboot of its own; where the answer was lost, it may serve for hours already.
    /// </summary>
    private async Task EndAsync(MachineRecord machine, Exception why)
    {
        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            if (await host.Domains.FindAsync(machine.Uuid, limit.Token) is { } domain && (why is OperationCanceledException || domain.HasNeverRun))
            {
                await new DomainRunner(host).DestroyAsync(machine, limit.Token);
            }
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            string problem = why is HostException ? why.Message : $"the start of {machine.Name} was cancelled";
            throw new HostException(host.Name, null, $"{problem}; what there is of its domain could not be ended: {e.Message}; stop {machine.Name} by force", why);
        }
    }
}
