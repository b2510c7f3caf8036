using Appliance.Formats.Machines;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Tests.Federation;

/// <summary>Saved hosts, and what stands behind them.</summary>
internal sealed class StubFleet
{
    private readonly Dictionary<string, StubHost> _hosts = new(StringComparer.Ordinal);
    private readonly List<HostEntry> _entries = [];

    public IReadOnlyList<HostEntry> Entries => _entries;

    public Fleet Fleet => new(_entries, OpenAsync);

    /// <summary>Saves a host.</summary>
    public StubHost Add(string name, string? tenant = null, params string[] labels)
    {
        _entries.Add(new HostEntry { Name = name, Address = HostAddress.Parse($"xl+ssh://root@{name}"), Tenant = tenant, Labels = HostLabels.Parse(labels) });
        return _hosts[name] = new StubHost(name);
    }

    public Task<IXenHost> OpenAsync(HostEntry entry, CancellationToken cancellationToken) => _hosts[entry.Name].OpenAsync();

    /// <summary>What machines of so much memory, and a disk each, need; in GiB.</summary>
    public static ImportNeeds Needs(long disk, params long[] memories)
    {
        Machine[] machines = [.. memories.Select((memory, index) => new Machine
        {
            Id = $"vm{index}", Name = $"web{index + 1}", Cpus = 2, Memory = memory << 30, Disks = [new MachineDisk { Id = $"disk{index}", Name = "system" }],
        })];
        return new ImportNeeds(new MachineGroup { Name = "web", Machines = machines }, machines.ToDictionary(machine => machine.Disks[0].Id, _ => disk << 30));
    }
}
