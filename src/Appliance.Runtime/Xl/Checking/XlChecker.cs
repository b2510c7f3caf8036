using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Finds what crashes and cut connections have left on a host, and cleans it. What somebody works on is left alone.</summary>
/// <param name="host">The host.</param>
internal sealed class XlChecker(XlContext host)
{
    /// <summary>What is half-done.</summary>
    public async Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) =>
        [.. (await FindAsync(cancellationToken)).Select(found => found.Finding)];

    /// <summary>Cleans it.</summary>
    /// <returns>What was found, and done.</returns>
    public async Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Leftover> found = await FindAsync(cancellationToken);
        foreach (Leftover leftover in found)
        {
            await leftover.Repair(cancellationToken);
        }

        return [.. found.Select(leftover => leftover.Finding)];
    }

    private async Task<IReadOnlyList<Leftover>> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await host.Records.ListAsync(cancellationToken);
        IReadOnlyList<XlDomain> domains = await host.Domains.ListAsync(cancellationToken);
        return
        [
            .. machines.SelectMany(machine => OfMachine(machine, domains)),
            .. await OfVolumesAsync(machines, cancellationToken),
            .. await OfFilesAsync(cancellationToken),
        ];
    }

    private IEnumerable<Leftover> OfMachine(StoredMachine machine, IReadOnlyList<XlDomain> domains)
    {
        if (machine.LockedBy is not null)
        {
            yield break;
        }

        if (machine.Record is null)
        {
            yield return new Leftover("import", machine.Name, "was cut off; what there is of it is removed", token => RemoveAsync(machine.Name, token));
        }
        else if (machine.HasMemory && domains.Any(domain => domain.Uuid == machine.Record.Uuid))
        {
            yield return new Leftover(
                "memory", machine.Name, "is saved although the machine runs on from it; it is removed", token => RunAsync($"rm -f {ShellText.Quote(host.FolderOf(machine.Name).Memory)}", token));
        }

        if (machine.Record is not null && machine.HasStaleLock)
        {
            yield return new Leftover(
                "lock", machine.Name, "is left of somebody who is gone; it is removed", token => RunAsync($"rm -f {ShellText.Quote(host.FolderOf(machine.Name).Lock)}", token));
        }

        if (machine.Record is not null && machine.Reverting is { } snapshot)
        {
            yield return new Leftover("revert", machine.Name, $"to {snapshot} was cut off; repair cannot know what is wanted: revert it again", _ => Task.CompletedTask);
        }

        if (machine.Record is not null && machine.Migrating is { } target)
        {
            yield return new Leftover(
                "move", machine.Name, $"to {target} was cut off, and repair cannot look there: remove the machine here where it runs there, or else delete {host.FolderOf(machine.Name).Migrating}", _ => Task.CompletedTask);
        }
    }

    /// <summary>The disks of nobody: those that no record and no unfinished import speaks of.</summary>
    private async Task<IEnumerable<Leftover>> OfVolumesAsync(IReadOnlyList<StoredMachine> machines, CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. machines.Select(machine => machine.Record).OfType<MachineRecord>().SelectMany(AllDisks).Select(disk => disk.Path)];
        HashSet<string> owners = [.. machines.Where(machine => machine.Record is null || machine.LockedBy is not null).Select(machine => machine.Name)];
        var found = new List<Leftover>();
        foreach (IVolumePool pool in host.Pools.All)
        {
            IReadOnlyList<string> paths = await pool.ListAsync(cancellationToken);
            found.AddRange(paths.Where(path => !known.Contains(path) && !owners.Any(owner => IsOf(path, owner))).Select(path => OfVolume(pool, path)));
        }

        return found;
    }

    private static IEnumerable<DiskRecord> AllDisks(MachineRecord record) => record.Disks.Concat(record.Snapshots.SelectMany(snapshot => snapshot.Disks));

    private static bool IsOf(string path, string machine) =>
        path.Contains($"/{machine}/", StringComparison.Ordinal) || path.Contains($"/appliance.{machine}.", StringComparison.Ordinal);

    // It may be a disk that was kept on purpose, when its machine was removed: only told.
    private static Leftover OfVolume(IVolumePool pool, string path) => new(
        "volume", path, $"belongs to no machine (pool {pool.Pool.Name}); it is left where it is: remove it by hand where nobody wants it", _ => Task.CompletedTask);

    private async Task<IEnumerable<Leftover>> OfFilesAsync(CancellationToken cancellationToken)
    {
        // Names of temporary files end in the number of the process that writes them.
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            cd {{ShellText.Quote(MachineFolder.All(host.Entry.Folder))}} 2>/dev/null || exit 0
            for f in */machine.json.* */domain.cfg.* */volumes.*; do
                [ -e "$f" ] && [ ! -L "${f%/*}/lock" ] && [ ! -e "/proc/${f##*.}" ] || continue
                echo "$PWD/$f"
            done
            for l in /etc/xen/auto/*.cfg; do
                [ -L "$l" ] && [ ! -e "$l" ] && case "$(readlink "$l")" in "$PWD"/*) echo "$l";; esac
            done
            exit 0
            """, cancellationToken);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => new Leftover(
            "file", path, "is left of something that was cut off; it is removed", token => RunAsync($"rm -f {ShellText.Quote(path)}", token)));
    }

    private async Task RemoveAsync(string machine, CancellationToken cancellationToken)
    {
        await using MachineLock held = await MachineLock.AcquireAsync(host.Shell, host.Entry.Folder, machine, "repair", cancellationToken);
        StoredMachine? now = await host.Records.FindAsync(machine, cancellationToken);
        if (now is { Record: null })
        {
            MachineFolder folder = host.FolderOf(machine);
            await Leftovers.RemoveAsync(host, folder, await VolumeList.ReadAsync(host.Shell, folder, cancellationToken), cancellationToken);
        }
    }

    private async Task RunAsync(string script, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync(script, cancellationToken)).Demand("clean up");
}
