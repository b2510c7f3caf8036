using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Removes what was made of a machine that is not to be.</summary>
internal static class Leftovers
{
    /// <summary>Removes a machine with all of its disks: those it has, those of its snapshots, and those that were begun for it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="machine">What is known of it; its lock is held.</param>
    /// <param name="kept">Its disks that stay.</param>
    /// <param name="cancellationToken">Stops the work; what is left is an unfinished machine, which a repair removes.</param>
    /// <exception cref="HostException">Something could not be removed.</exception>
    public static async Task RemoveMachineAsync(XlContext host, MachineRecord machine, IReadOnlyCollection<DiskRecord> kept, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine.Name);
        IReadOnlyList<DiskRecord> begun = await VolumeList.ReadAsync(host.Shell, folder, cancellationToken);
        IEnumerable<DiskRecord> all = AllDisks(machine).Concat(begun.Where(disk => IsOf(disk.Path, machine.Name)))
            .ExceptBy(kept.Select(disk => disk.Path), disk => disk.Path);
        await RemoveAsync(host, folder, all, cancellationToken);
    }

    /// <summary>Removes disks, and the machine's folder with all that is in it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="folder">The folder; one that is gone already is no error.</param>
    /// <param name="disks">The disks; those that are gone already are no error.</param>
    /// <param name="cancellationToken">Stops the work; what is left is an unfinished machine, which a repair removes.</param>
    /// <exception cref="HostException">Something could not be removed.</exception>
    public static async Task RemoveAsync(XlContext host, MachineFolder folder, IEnumerable<DiskRecord> disks, CancellationToken cancellationToken)
    {
        // A pool that is not known here is told before anything is gone.
        var places = disks.Select(disk => (Disk: disk, Pool: host.Pools.For(disk))).ToList();
        if ((await host.Shell.RunAsync($"[ -d {ShellText.Quote(folder.Path)} ]", cancellationToken)).ExitCode == 0)
        {
            await VolumeList.CompleteAsync(host.Shell, folder, places.Select(place => place.Disk), cancellationToken);
            await MarkAsync(host.Shell, folder, cancellationToken);
        }

        foreach ((DiskRecord disk, Storage.IVolumePool pool) in places)
        {
            await pool.RemoveAsync(disk, cancellationToken);
        }

        // A disk that nobody has named is somebody's: it was put there by hand, or was to be kept.
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            d={{ShellText.Quote(folder.Path)}}
            for f in "$d"/*.raw "$d"/*.vhd; do
                [ ! -e "$f" ] || { echo "$f is a disk that nothing speaks of; move it elsewhere, or remove it" >&2; exit 1; }
            done
            rm -rf "$d"
            """, cancellationToken);
        result.Demand($"remove {folder.Path}");
    }

    /// <summary>All disks that a record speaks of.</summary>
    public static IEnumerable<DiskRecord> AllDisks(MachineRecord machine) => machine.Disks.Concat(machine.Snapshots.SelectMany(snapshot => snapshot.Disks));

    /// <summary>Whether a disk was made for a machine, by its path.</summary>
    public static bool IsOf(string path, string machine) =>
        path.Contains($"/{machine}/", StringComparison.Ordinal) || path.Contains($"/appliance.{machine}.", StringComparison.Ordinal);

    /// <summary>Makes the machine an unfinished one: whatever stops us after that, a check finds it, and a repair goes on.</summary>
    private static async Task MarkAsync(IHostShell shell, MachineFolder folder, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(
            $"""
            set -e; d={ShellText.Quote(folder.Path)}
            [ -e "$d/importing" ] || : > "$d/importing"
            sync "$d/importing" "$d"
            {AutostartLink.RemoveScript(folder)}
            rm -f "$d/machine.json"
            sync "$d"
            """, cancellationToken);
        result.Demand($"remove what is known of {folder.Machine}");
    }
}
