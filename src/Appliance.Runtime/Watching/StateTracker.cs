using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Compares what a host lists with what it listed before.</summary>
public sealed class StateTracker
{
    private Dictionary<string, MachineStatus>? _before;

    /// <summary>What has changed, by machine; nothing at the first time.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="machines">What it lists now.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<HostEvent> Update(string host, IReadOnlyList<MachineStatus> machines, DateTimeOffset now)
    {
        Dictionary<string, MachineStatus> after = machines.DistinctBy(IdentityOf).ToDictionary(IdentityOf, StringComparer.Ordinal);
        Dictionary<string, MachineStatus> before = _before ?? after;
        _before = after;
        HashSet<string> shared = [.. machines.CountBy(machine => machine.Record.Name).Where(name => name.Value > 1).Select(name => name.Key)];
        return [.. before.Keys.Union(after.Keys)
            .Select(identity => Compare(before.GetValueOrDefault(identity), after.GetValueOrDefault(identity)))
            .OfType<HostEvent>().OrderBy(change => change.Machine, StringComparer.Ordinal)];

        HostEvent? Compare(MachineStatus? old, MachineStatus? current)
        {
            bool isRestarted = old?.DomainId is { } was && current?.DomainId is { } domain && was != domain;
            return old?.State == current?.State && !isRestarted
                ? null : new HostEvent(now, host, NameOf((current ?? old)!.Record), old?.State, current?.State, current?.DomainId);
        }

        string NameOf(MachineRecord machine) => shared.Contains(machine.Name) ? $"{machine.Name} ({machine.Uuid})" : machine.Name;
    }

    /// <summary>Namesakes, which a pool may have, are told apart by their UUIDs; a machine that has none is its name.</summary>
    private static string IdentityOf(MachineStatus machine) => machine.Record.Uuid == Guid.Empty ? machine.Record.Name : $"{machine.Record.Uuid}";
}
