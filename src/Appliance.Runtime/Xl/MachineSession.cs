using Appliance.Formats.IO;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl;

/// <summary>A machine that is being worked on: its lock is held, and its state allows what is to be done.</summary>
internal sealed class MachineSession : IAsyncDisposable
{
    private readonly MachineLock _lock;

    private MachineSession(XlContext host, MachineLock held, StoredMachine stored, XlDomain? domain)
    {
        Host = host;
        _lock = held;
        Stored = stored;
        Record = stored.Record!;
        Domain = domain;
        State = MachineStates.Of(stored, domain);
        Folder = host.FolderOf(stored.Name);
    }

    /// <summary>The host.</summary>
    public XlContext Host { get; }

    /// <summary>What lay in its folder when the lock was taken.</summary>
    public StoredMachine Stored { get; }

    /// <summary>What is known of it; changed by <see cref="SaveAsync"/>.</summary>
    public MachineRecord Record { get; private set; }

    /// <summary>What it was doing when the lock was taken.</summary>
    public MachineState State { get; }

    /// <summary>Its domain then; null where it had none.</summary>
    public XlDomain? Domain { get; }

    /// <summary>Whether it was being taken up from its memory when that was cut off: nobody knows how much of it the domain has.</summary>
    public bool IsHalfTakenUp => Stored.HasMemory && Domain is { HasNeverRun: true };

    /// <summary>Its folder on the host.</summary>
    public MachineFolder Folder { get; }

    /// <summary>Takes the lock, looks, and refuses what the state does not allow.</summary>
    /// <exception cref="HostException">There is no such machine, somebody else works on it, or its state does not allow it.</exception>
    public static async Task<MachineSession> OpenAsync(XlContext host, string machine, Operation operation, CancellationToken cancellationToken)
    {
        await using var held = new Ownership<MachineLock>(await MachineLock.AcquireAsync(
            host.Shell, host.Entry.Folder, Known(host, machine), operation.ToString().ToLowerInvariant(), cancellationToken));
        StoredMachine stored = await host.Records.FindAsync(machine, cancellationToken) ?? throw Missing(host.Name, machine);
        XlDomain? domain = stored.Record is { } record ? await host.Domains.FindAsync(record.Uuid, cancellationToken) : null;
        StateTable.Demand(host.Name, machine, operation, MachineStates.Of(stored, domain));
        RefuseHalfDone(host, stored, operation);
        return new MachineSession(host, held.Release(), stored, domain);
    }

    /// <summary>The error for a machine that is not there.</summary>
    public static HostException Missing(string host, string machine) =>
        new(host, $"there is no machine {machine}; appliance list shows which there are");

    private static void RefuseHalfDone(XlContext host, StoredMachine stored, Operation operation)
    {
        if (stored.Reverting is { } snapshot && operation is not (Operation.Revert or Operation.Remove or Operation.Update))
        {
            throw new HostException(host.Name, $"{stored.Name} was being brought back to snapshot {snapshot} when that was cut off; revert it again");
        }

        if (stored.Migrating is { } target && operation is not (Operation.Remove or Operation.Update))
        {
            throw new HostException(
                host.Name, $"{stored.Name} was being moved to {target} when that was cut off, and may run there: if so, remove it here; if not, delete {host.FolderOf(stored.Name).Migrating} and start it");
        }
    }

    /// <summary>Writes what is known of it now.</summary>
    public async Task SaveAsync(MachineRecord record, CancellationToken cancellationToken)
    {
        await Host.Records.WriteAsync(record, cancellationToken);
        Record = record;
    }

    /// <summary>What its record says now, under the lock, which is taken anew where the connection broke.</summary>
    /// <returns>Null where it is not the machine any more that was worked on.</returns>
    /// <exception cref="HostException">Somebody else works on it now, or the host is out of reach.</exception>
    public async Task<MachineRecord?> LookAgainAsync(CancellationToken cancellationToken) =>
        await _lock.RegainAsync(cancellationToken) && await Host.Records.FindAsync(Record.Name, cancellationToken) is { Record: { } record } && record.Uuid == Record.Uuid
            ? record : null;

    /// <summary>Lets go of it.</summary>
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    // A name that none can have is not even asked for: it would be a path.
    private static string Known(XlContext host, string machine) => MachineNames.IsValid(machine) ? machine : throw Missing(host.Name, machine);
}
