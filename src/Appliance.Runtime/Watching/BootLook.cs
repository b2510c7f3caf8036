using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>One look after another at a starting machine.</summary>
/// <param name="host">The host.</param>
/// <param name="probe">Asks for checks.</param>
/// <param name="goals">What has to be seen.</param>
/// <param name="console">What its console shows.</param>
/// <param name="journal">Takes what is seen.</param>
internal sealed class BootLook(IXenHost host, HealthProbe probe, BootGoals goals, ConsoleText console, WatchJournal journal)
{
    private readonly List<string> _missing = [];
    private readonly List<string> _reached = [];

    /// <summary>What the last whole look has missed.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = ["any sign of life"];

    /// <summary>What the last look has found, in words.</summary>
    public string Reached => string.Join(", ", _reached);

    /// <summary>Looks at a running machine.</summary>
    /// <returns>Whether it is up.</returns>
    public async Task<bool> IsUpAsync(MachineStatus status, CancellationToken cancellationToken)
    {
        _missing.Clear();
        _reached.Clear();
        GuestSigns signs = await host.Watch.LookAsync(status, cancellationToken);
        NoteProgress(status, signs);
        if (goals.TakesAnySign)
        {
            await LookForAnySignAsync(status, signs, cancellationToken);
        }
        else
        {
            await LookForGoalsAsync(status, cancellationToken);
        }

        Missing = [.. _missing];
        return _missing.Count == 0;
    }

    private async Task LookForGoalsAsync(MachineStatus status, CancellationToken cancellationToken)
    {
        if (goals.Marker is { } marker)
        {
            Judge(console.Shows(marker), $"\"{marker}\" on the console");
        }

        foreach (HealthCheck check in goals.Checks)
        {
            HealthResult result = await probe.AskAsync(check, status.Addresses, console, cancellationToken);
            Judge(result.IsWell == true, $"{check}{(result.IsWell == true ? "" : $" ({result.Message})")}");
        }
    }

    private void NoteProgress(MachineStatus status, GuestSigns signs)
    {
        if (signs.ConnectedDisks > 0)
        {
            journal.Note($"{signs.ConnectedDisks} of {status.Record.Disks.Count} disks connected by a Xen driver");
        }

        if (signs.ConnectedCards > 0)
        {
            journal.Note($"{signs.ConnectedCards} of {status.Record.Cards.Count} network cards connected by a Xen driver");
        }

        if (status.Addresses.Count > 0)
        {
            journal.Note($"address {string.Join(", ", status.Addresses)}");
        }
    }

    private async Task LookForAnySignAsync(MachineStatus status, GuestSigns signs, CancellationToken cancellationToken)
    {
        Find(console.Shows(BootGoals.LoginPrompt), "a login prompt on the console");
        Find(signs.HasAgent, "the guest agent");
        foreach (HealthCheck check in status.Addresses.Count > 0 && _reached.Count == 0 ? BootGoals.UsualPorts : [])
        {
            HealthResult result = await probe.AskAsync(check, status.Addresses, null, cancellationToken);
            Find(result.IsWell == true, $"an answer on {check}");
        }

        if (_reached.Count == 0)
        {
            _missing.Add("a login prompt, a guest agent, or an answer from its network");
        }
    }

    private void Find(bool isThere, string what)
    {
        if (isThere)
        {
            _reached.Add(what);
            journal.Note(what);
        }
    }

    private void Judge(bool isThere, string what)
    {
        Find(isThere, what);
        if (!isThere)
        {
            _missing.Add(what);
        }
    }
}
