using Appliance.Runtime.Xl.Power;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Machines that their host would start although they are not to be, or the other way round.</summary>
/// <param name="host">The host.</param>
/// <param name="machines">What lies in the folders of all machines.</param>
internal sealed class AutostartCheck(XlContext host, IReadOnlyList<StoredMachine> machines)
{
    /// <summary>What there is; nothing of a machine that somebody works on, or that nothing is known of.</summary>
    public async Task<IReadOnlyList<Leftover>> FindAsync(CancellationToken cancellationToken)
    {
        StoredMachine[] known = [.. machines.Where(machine => machine is { Record: not null, LockedBy: null })];
        string script = string.Concat(known.Select(machine => $"if {AutostartLink.IsThereScript(host.FolderOf(machine.Name))}; then echo {machine.Name}; fi\n"));
        HashSet<string> linked = [.. (await host.Shell.RunAsync(script, cancellationToken)).Demand("see what starts with the host").Split('\n')];
        return [.. known.Where(machine => MustBeLinked(machine) != linked.Contains(machine.Name)).Select(Describe)];
    }

    private static bool MustBeLinked(StoredMachine machine) =>
        machine is { Record.StartsWithHost: true, HasMemory: false, Reverting: null, Migrating: null };

    private Leftover Describe(StoredMachine machine) => new(
        "autostart",
        machine.Name,
        MustBeLinked(machine) ? "is to start with the host, which does not know it; it is told" : "would be started by the host, and must not be; that is taken back",
        token => new LockedRepair(host).RunAsync(machine.Name, (now, _) => now.Record is { } record ? Autostart.SetAsync(host, record, token) : Task.CompletedTask, token));
}
