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
        Dictionary<string, MachineStatus> after = ByName(machines);
        Dictionary<string, MachineStatus> before = _before ?? after;
        _before = after;
        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(name => Compare(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .OfType<HostEvent>()];

        HostEvent? Compare(string name, MachineStatus? old, MachineStatus? current)
        {
            bool isRestarted = old?.DomainId is { } was && current?.DomainId is { } domain && was != domain;
            return old?.State == current?.State && !isRestarted
                ? null : new HostEvent(now, host, name, old?.State, current?.State, current?.DomainId);
        }
    }

    /// <summary>Namesakes, which a pool may have, are told apart by their UUIDs.</summary>
    private static Dictionary<string, MachineStatus> ByName(IReadOnlyList<MachineStatus> machines)
        => machines.GroupBy(machine => machine.Record.Name, StringComparer.Ordinal)
            .SelectMany(namesakes => namesakes.Select(machine => (Name: namesakes.Skip(1).Any() ? $"{namesakes.Key} ({machine.Record.Uuid})" : namesakes.Key, machine)))
            .ToDictionary(pair => pair.Name, pair => pair.machine, StringComparer.Ordinal);
}
