using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>What is half-done in the folder of a machine.</summary>
/// <param name="host">The host.</param>
internal sealed class MachineCheck(XlContext host)
{
    private readonly LockedRepair _repair = new(host);
    private readonly SaveCheck _saves = new(host);
    private readonly DomainRunner _runner = new(host);

    /// <summary>What there is; nothing of a machine that somebody works on.</summary>
    public IEnumerable<Leftover> Find(StoredMachine machine, IReadOnlyList<XlDomain> domains) =>
        machine.LockedBy is not null ? []
        : machine.Problem is { } problem ? [new Leftover("record", machine.Name, $"{problem}. It is left as it is")]
        : machine.Record is null ? [OfUnfinished(machine)]
        : OfWhole(machine, XlDomains.Of(machine.Record.Uuid, domains));

    private IEnumerable<Leftover> OfWhole(StoredMachine machine, XlDomain? domain) => [.. OfMemory(machine, domain), .. _saves.Find(machine, domain), .. OfMarks(machine)];

    private Leftover OfUnfinished(StoredMachine machine) => machine.IsMarked
        ? new Leftover("import", machine.Name, "was cut off while it was made or removed; what there is of it is removed", token => RemoveAsync(machine.Name, token))
        : new Leftover(
            "record", machine.Name, $"is not there: {host.FolderOf(machine.Name).Path} has no machine.json; the folder is removed if it is empty, otherwise bring the record back or remove the folder by hand",
            token => RemoveEmptyAsync(machine.Name, token));

    private IEnumerable<Leftover> OfMemory(StoredMachine machine, XlDomain? domain)
    {
        if (machine.HasMemory && domain is { HasNeverRun: true })
        {
            yield return new Leftover(
                "memory", machine.Name, "was being taken up when that was cut off; the domain, which has not run, is ended, and the memory stays", token => EndUnrunAsync(machine.Name, token));
        }
        else if (machine.HasMemory && domain is not null)
        {
            yield return new Leftover("memory", machine.Name, "is saved although the machine runs on from it; it is removed", token => ForgetMemoryAsync(machine.Name, token));
        }
    }

    private IEnumerable<Leftover> OfMarks(StoredMachine machine)
    {
        if (machine.HasStaleLock)
        {
            // To take the lock and give it back is all.
            yield return new Leftover(
                "lock", machine.Name, "is left of somebody who is gone; it is removed", token => _repair.RunAsync(machine.Name, () => Task.CompletedTask, token));
        }

        if (machine.Reverting is { } snapshot)
        {
            yield return new Leftover("revert", machine.Name, $"to {snapshot} was cut off; repair cannot know what is wanted: revert it again");
        }

        if (machine.Migrating is { } target)
        {
            yield return new Leftover(
                "move", machine.Name, $"to {target} was cut off, and repair cannot look there: remove the machine here where it runs there, or else delete {host.FolderOf(machine.Name).Migrating}");
        }
    }

    private Task RemoveAsync(string machine, CancellationToken cancellationToken) => _repair.RunAsync(
        machine,
        async (now, _) =>
        {
            if (now is { Record: null, IsMarked: true })
            {
                MachineFolder folder = host.FolderOf(machine);
                await Leftovers.RemoveAsync(host, folder, await VolumeList.ReadAsync(host.Shell, folder, cancellationToken), cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>An import that was cut off at its very beginning leaves a folder with nothing in it but a lock.</summary>
    private Task RemoveEmptyAsync(string machine, CancellationToken cancellationToken) => _repair.RunAsync(
        machine,
        async () =>
        {
            string script = $"d={ShellText.Quote(host.FolderOf(machine).Path)}; [ \"$(ls -A \"$d\")\" != lock ] || {{ rm -f \"$d/lock\" && rmdir \"$d\"; }}";
            (await host.Shell.RunAsync(script, cancellationToken)).Demand($"remove the empty folder of {machine}");
        },
        cancellationToken);

    private Task EndUnrunAsync(string machine, CancellationToken cancellationToken) => _repair.RunAsync(
        machine,
        (now, domain) => now is { Record: { } record, HasMemory: true } && domain is { HasNeverRun: true }
            ? _runner.DestroyAsync(record, cancellationToken) : Task.CompletedTask,
        cancellationToken);

    private Task ForgetMemoryAsync(string machine, CancellationToken cancellationToken) => _repair.RunAsync(
        machine,
        (now, domain) => now is { Record: { } record, HasMemory: true } && domain is { HasNeverRun: false }
            ? _runner.ForgetMemoryAsync(record, cancellationToken) : Task.CompletedTask,
        cancellationToken);
}
