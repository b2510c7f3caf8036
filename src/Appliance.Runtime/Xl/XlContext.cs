using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
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

    /// <summary>The folder of a machine.</summary>
    public MachineFolder FolderOf(string machine) => new(Entry.Folder, machine);
}
