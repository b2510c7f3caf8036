using System.Security.Cryptography;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Reporting;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl;

/// <summary>What all verbs of a host with xl work with.</summary>
internal sealed class XlContext
{
    /// <summary>Makes one.</summary>
    /// <param name="shell">The host's shell; not owned.</param>
    /// <param name="entry">The host.</param>
    public XlContext(IHostShell shell, HostEntry entry)
    {
        Shell = shell;
        Entry = entry;
        Records = new RecordStore(shell, entry.Folder);
        Domains = new XlDomains(shell);
        Pools = new VolumePools(shell, entry);
    }

    /// <summary>The host, as the user calls it.</summary>
    public string Name => Shell.Name;

    /// <summary>The host's shell.</summary>
    public IHostShell Shell { get; }

    /// <summary>The host.</summary>
    public HostEntry Entry { get; }

    /// <summary>What is known of its machines.</summary>
    public RecordStore Records { get; }

    /// <summary>Its domains.</summary>
    public XlDomains Domains { get; }

    /// <summary>Where its disks live.</summary>
    public VolumePools Pools { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives the domains' UUIDs.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Gives numbers from 0 up to, and without, the one it is given, for MAC addresses.</summary>
    public Func<int, int> Random { get; init; } = RandomNumberGenerator.GetInt32;

    /// <summary>What the host is, has and has left.</summary>
    public Task<HostReport> DescribeAsync(CancellationToken cancellationToken) => new HostReporter(Shell, Entry).DescribeAsync(Pools.All, cancellationToken);

    /// <summary>MAC addresses for cards of its machines: those that they have are taken.</summary>
    public async Task<MacAddresses> ReadAddressesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await Records.ListAsync(cancellationToken);
        return new MacAddresses(machines.Select(machine => machine.Record).OfType<MachineRecord>().SelectMany(machine => machine.Cards).Select(card => card.Mac), Random);
    }

    /// <summary>The folder of a machine.</summary>
    public MachineFolder FolderOf(string machine) => new(Entry.Folder, machine);
}
