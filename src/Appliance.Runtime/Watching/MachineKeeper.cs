using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Keeps one machine alive: asks for its checks, and restarts it as its policy says.</summary>
/// <param name="host">The host.</param>
/// <param name="options">How it is watched over.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told of what is done, a line each.</param>
internal sealed class MachineKeeper(IXenHost host, WatchdogOptions options, TimeProvider time, Action<string> log)
{
    private readonly HealthProbe _probe = new(host, options.ProbeLimit, time);
    private readonly HealthLedger _ledger = new(options.Grace);
    private readonly RestartPlanner _planner = new(options.Limits);
    private volatile IReadOnlyList<HealthResult> _results = [];
    private Task _work = Task.CompletedTask;
    private bool? _wasWell;

    /// <summary>What is known of the machine.</summary>
    public MachineHealth Describe(MachineStatus status) => new(status, _results, _planner.Restarts);

    /// <summary>Looks after the machine once, or goes on with what is not done yet.</summary>
    public Task TendAsync(MachineStatus status, CancellationToken cancellationToken)
        => _work = _work.IsCompleted ? TendOnceAsync(status, cancellationToken) : _work;

    private async Task TendOnceAsync(MachineStatus status, CancellationToken cancellationToken)
    {
        _results = await CheckAsync(status, cancellationToken);
        if (status.LockedBy is not null)
        {
            return;
        }

        if (status is { State: MachineState.Running or MachineState.Crashed, Record: { StartsWithHost: true, IsWanted: false } })
        {
            // The next round sees it as wanted.
            await AdoptAsync(status.Record.Name, cancellationToken);
        }
        else
        {
            RestartDecision decision = _planner.Decide(status.Record, status.State, _ledger.Failures, time.GetUtcNow());
            await FollowAsync(decision, status, cancellationToken);
        }
    }

    private async Task AdoptAsync(string machine, CancellationToken cancellationToken)
    {
        try
        {
            if (await host.Power.AdoptAsync(machine, cancellationToken))
            {
                log($"{machine}: the host has started it, and so it is wanted");
            }
        }
        catch (HostException e)
        {
            log($"{machine}: cannot be noted as wanted: {e.Message}");
        }
    }

    private async Task<IReadOnlyList<HealthResult>> CheckAsync(MachineStatus status, CancellationToken cancellationToken)
    {
        if (status.State != MachineState.Running || status.DomainId is not { } domain)
        {
            _ledger.Clear();
            _wasWell = null;
            return [];
        }

        HealthResult[] results = await Task.WhenAll(
            status.Record.HealthChecks.Select(check => _probe.AskAsync(check, status.Addresses, null, cancellationToken)));
        HealthResult? failed = results.FirstOrDefault(result => result.IsWell == false);
        _ledger.Add(domain, failed is null, time.GetUtcNow());
        if (results.Length > 0 && _wasWell != (failed is null))
        {
            _wasWell = failed is null;
            log($"{status.Record.Name}: {(failed is null ? "its checks hold" : $"{failed.Check} does not hold: {failed.Message}")}");
        }

        return results;
    }

    private async Task FollowAsync(RestartDecision decision, MachineStatus status, CancellationToken cancellationToken)
    {
        string machine = status.Record.Name;
        switch (decision.Action)
        {
            case RestartAction.GiveUp:
                log($"{machine}: {decision.Reason}");
                break;
            case RestartAction.Restart:
                log($"{machine}: {decision.Reason}; restarting it");
                await RestartAsync(status, cancellationToken);
                break;
        }
    }

    private async Task RestartAsync(MachineStatus status, CancellationToken cancellationToken)
    {
        string machine = status.Record.Name;
        try
        {
            if (status.State == MachineState.Stopped)
            {
                await host.Power.StartAsync(machine, isPaused: false, cancellationToken);
            }
            else
            {
                // A guest that has crashed cannot go down by itself.
                TimeSpan limit = status.State == MachineState.Crashed ? TimeSpan.Zero : options.StopLimit;
                await host.Power.RebootAsync(machine, limit, cancellationToken);
            }

            log($"{machine}: restarted");
        }
        catch (HostException e)
        {
            log($"{machine}: cannot be restarted: {e.Message}");
        }
    }
}
