using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl;

/// <summary>A host with xl, to the verbs that change machines there.</summary>
internal interface IXlSite
{
    /// <summary>Its shell; its name is that of the host.</summary>
    IHostShell Shell { get; }

    /// <summary>What the user has saved of it.</summary>
    HostEntry Entry { get; }

    /// <summary>What it is, has and has left.</summary>
    Task<HostReport> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>The records of all its machines.</summary>
    Task<IReadOnlyList<MachineRecord>> ListRecordsAsync(CancellationToken cancellationToken);

    /// <summary>Writes the record of a machine; where there was none, the machine exists from then on.</summary>
    Task WriteAsync(MachineRecord record, CancellationToken cancellationToken);

    /// <summary>The pool of a name; the host's first where none is named.</summary>
    /// <exception cref="HostException">There is none of that name.</exception>
    IVolumePool FindPool(string? name);

    /// <summary>The pool that a disk lies in.</summary>
    IVolumePool PoolOf(DiskRecord disk);

    /// <summary>Takes the machine's lock, and looks at it.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="operation">What is to be done: a verb of the state table.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="HostException">There is no such machine, somebody else works on it, or its state does not allow it.</exception>
    Task<HeldMachine> HoldAsync(string machine, string operation, CancellationToken cancellationToken);

    /// <summary>Takes a name for a machine that is to come.</summary>
    /// <exception cref="HostException">It is taken.</exception>
    Task<IReservation> ReserveAsync(string machine, string operation, CancellationToken cancellationToken);
}
