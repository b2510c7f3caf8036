using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Watches over a host, round after round: tells what changes, checks, restarts, and measures.</summary>
/// <param name="host">The host.</param>
/// <param name="options">How it is watched over.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told of what happens and what is done, a line each; called from any thread.</param>
public sealed class Watchdog(IXenHost host, WatchdogOptions options, TimeProvider time, Action<string> log)
{
    private readonly StateTracker _tracker = new();
    private readonly Dictionary<string, MachineKeeper> _keepers = [];
    private HostReport? _report;
    private DateTimeOffset _reportTime;
    private volatile HostSnapshot _snapshot = new(host.Name, false, null, [], []);
    private string? _problem;

    /// <summary>What was known after the last round; may be read from any thread.</summary>
    public HostSnapshot Snapshot => _snapshot;

    /// <summary>Goes round until cancelled. A host that is out of reach is waited for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RoundAsync(cancellationToken);
            await Task.Delay(options.Interval, time, cancellationToken);
        }
    }

    /// <summary>One round.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            _snapshot = await LookAroundAsync(cancellationToken);
            NoteHost(null);
        }
        catch (HostException e)
        {
            _snapshot = new HostSnapshot(host.Name, false, null, [], []);
            NoteHost(e.Message);
        }
    }

    private async Task<HostSnapshot> LookAroundAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<MachineStatus> machines = await host.ListAsync(cancellationToken);
        foreach (HostEvent change in _tracker.Update(host.Name, machines, time.GetUtcNow()))
        {
            log($"{change.Machine}: {Name(change.Old)} -> {Name(change.New)}{(change.DomainId is { } domain ? $", domain {domain}" : "")}");
        }

        if (_report is null || time.GetUtcNow() - _reportTime >= options.ReportInterval)
        {
            (_report, _reportTime) = (await host.DescribeAsync(cancellationToken), time.GetUtcNow());
        }

        IReadOnlyList<DeviceUsage> usage = await host.Watch.MeasureAsync(machines, cancellationToken);
        IReadOnlyList<MachineHealth> health = await TendAsync(machines, cancellationToken);
        foreach (string gone in _keepers.Keys.Except(machines.Select(machine => machine.Record.Name)).ToList())
        {
            _keepers.Remove(gone);
        }

        return new HostSnapshot(host.Name, true, _report, health, usage);

        static string Name(MachineState? state) => state?.ToString().ToLowerInvariant() ?? "not there";
    }

    /// <summary>Looks after all machines at once. Who takes longer than a round, because its guest goes down slowly, keeps nobody else waiting.</summary>
    private async Task<IReadOnlyList<MachineHealth>> TendAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
    {
        Task all = Task.WhenAll([.. machines.Select(machine => KeeperOf(machine).TendAsync(machine, cancellationToken))]);
        if (await Task.WhenAny(all, Task.Delay(options.Interval, time, cancellationToken)) == all)
        {
            await all;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return [.. machines.Select(machine => KeeperOf(machine).Describe(machine))];
    }

    private MachineKeeper KeeperOf(MachineStatus machine)
    {
        if (!_keepers.TryGetValue(machine.Record.Name, out MachineKeeper? keeper))
        {
            keeper = new MachineKeeper(host, options, time, log);
            _keepers.Add(machine.Record.Name, keeper);
        }

        return keeper;
    }

    private void NoteHost(string? problem)
    {
        if ((problem is null) != (_problem is null))
        {
            log(problem is null ? $"{host.Name}: is back" : $"{problem}; waiting for it");
        }

        _problem = problem;
    }
}
