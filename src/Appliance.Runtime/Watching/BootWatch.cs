using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Follows a machine while it starts, until it is up, or cannot come up any more, or has taken too long.</summary>
/// <param name="host">The host.</param>
/// <param name="options">What to look for.</param>
/// <param name="time">The clock.</param>
public sealed class BootWatch(IXenHost host, WatchOptions options, TimeProvider time)
{
    // Between the end of a domain and the beginning of the next, a guest that restarts has none.
    private static readonly TimeSpan RestartGap = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(3);

    /// <summary>Watches a machine.</summary>
    /// <exception cref="HostException">There is none of that name, or the host is out of reach.</exception>
    public async Task<WatchReport> RunAsync(string machine, CancellationToken cancellationToken)
    {
        MachineStatus status = await host.FindAsync(machine, cancellationToken);
        BootGoals goals = BootGoals.For(status.Record, options);
        var journal = new WatchJournal(time, options.Seen);
        var text = new ConsoleText(goals.ConsoleTexts, options.ConsoleLine);
        await using var console = new ConsoleFollower(host, machine, text, time);
        var look = new BootLook(host, new HealthProbe(host, ProbeLimit, time), goals, text, journal);

        using var limited = new CancellationTokenSource(options.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limited.Token);
        string? problem;
        try
        {
            problem = await FollowAsync(status, look, journal, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string missing = string.Join(", ", look.Missing);
            problem = $"not up within {options.Limit.TotalSeconds:0.#} s; still missing: {missing}{(console.Problem is { } deaf ? $"; its console: {deaf}" : "")}";
        }

        return new WatchReport(host.Name, machine, problem is null, problem ?? look.Reached, journal.Seconds, journal.Sights);
    }

    /// <returns>Why it cannot come up; null when it is up.</returns>
    private async Task<string?> FollowAsync(MachineStatus status, BootLook look, WatchJournal journal, CancellationToken cancellationToken)
    {
        string machine = status.Record.Name;
        var next = new NextLook(host, options.Interval, time);
        bool hasRun = false;
        long gap = time.GetTimestamp();
        while (true)
        {
            journal.NoteState(status);
            switch (status.State)
            {
                case MachineState.Running:
                    (hasRun, gap) = (true, time.GetTimestamp());
                    if (await look.IsUpAsync(options.Address is { } address ? status with { Addresses = [address] } : status, cancellationToken))
                    {
                        return null;
                    }

                    break;
                case MachineState.Paused:
                    gap = time.GetTimestamp();
                    break;
                case MachineState.Stopped when hasRun && time.GetElapsedTime(gap) < RestartGap:
                    break;
                default:
                    return $"it is {status.State.ToString().ToLowerInvariant()}{(hasRun ? "" : "; start it first")}";
            }

            // Checks are asked anew though the host has nothing to tell.
            await next.WaitAsync(options.Interval, cancellationToken);
            status = await host.FindAsync(machine, cancellationToken);
        }
    }
}
