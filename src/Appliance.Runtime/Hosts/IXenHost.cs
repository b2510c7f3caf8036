using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Hosts;

/// <summary>
/// A host and the machines on it. Every verb takes the machine's name, refuses what its state does not allow, and holds the
/// machine's lock while it works; <see cref="HostException"/> says what the host did not want.
/// </summary>
public interface IXenHost : IAsyncDisposable
{
    /// <summary>The host, as the user calls it.</summary>
    string Name { get; }

    /// <summary>Start, stop and all between.</summary>
    IPowerVerbs Power { get; }

    /// <summary>Snapshots and clones.</summary>
    ISnapshotVerbs Snapshots { get; }

    /// <summary>Processors, memory, disks and cards.</summary>
    IHardwareVerbs Hardware { get; }

    /// <summary>Networks.</summary>
    INetworkVerbs Networks { get; }

    /// <summary>What can be seen of running machines.</summary>
    IWatchVerbs Watch { get; }

    /// <summary>What the host is, has and has left.</summary>
    Task<HostReport> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Its storages, by name in a pool, as they are saved for a host with xl.</summary>
    Task<IReadOnlyList<StorageReport>> ListStorageAsync(CancellationToken cancellationToken);

    /// <summary>All machines it knows, by name; domains that others made are not among them.</summary>
    Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One machine.</summary>
    /// <exception cref="HostException">There is none of that name.</exception>
    Task<MachineStatus> FindAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Where machines go to be imported. Nothing is left on the host unless it is committed.</summary>
    Task<IHostTarget> OpenTargetAsync(ImportOptions options, CancellationToken cancellationToken);

    /// <summary>Machines of the host as a source, to be exported; they have to be stopped or suspended.</summary>
    /// <param name="machine">A machine, or a group.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<IMachineSource> OpenSourceAsync(string machine, CancellationToken cancellationToken);

    /// <summary>The console of a running machine: what it prints comes out, what is put in is typed. Ends with the domain.</summary>
    Task<IShellProcess> OpenConsoleAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Changes what is known of a machine: policy, checks, autostart, description. Not its hardware.</summary>
    Task UpdateAsync(string machine, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken);

    /// <summary>Removes a stopped machine.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="keepsDisks">Whether its disks stay where they are; where is told in the result.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The paths of the disks that were kept.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(string machine, bool keepsDisks, CancellationToken cancellationToken);

    /// <summary>What crashes and cut connections have left half-done; disks that were kept are noted.</summary>
    Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Cleans what <see cref="CheckAsync"/> finds.</summary>
    /// <returns>What was found, and whether it is cleaned.</returns>
    Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken);
}
