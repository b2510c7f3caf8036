using System.Text.Json;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>The disks that were made, or begun, for a machine: a line each in a file of its folder, written before the disk is made. What is on it, and in no record, may be removed by a repair.</summary>
internal static class VolumeList
{
    // Some thousand disks.
    private const int MaxBytes = 1 << 20;

    /// <summary>Writes a disk down.</summary>
    /// <exception cref="HostException">The list cannot be written.</exception>
    public static async Task AddAsync(IHostShell shell, MachineFolder folder, DiskRecord disk, CancellationToken cancellationToken)
    {
        // A line break in front: a line that a crash has cut off must not take this one with it.
        ShellResult result = await shell.RunAsync(
            $"umask 077; f={ShellText.Quote(folder.Volumes)}; printf '\\n%s\\n' {ShellText.Quote(Line(disk))} >> \"$f\" && sync \"$f\"", cancellationToken);
        result.Demand($"write {folder.Volumes}");
    }

    /// <summary>Writes down those disks that are not there yet.</summary>
    /// <exception cref="HostException">The list cannot be written.</exception>
    public static async Task CompleteAsync(IHostShell shell, MachineFolder folder, IEnumerable<DiskRecord> disks, CancellationToken cancellationToken)
    {
        IReadOnlyList<DiskRecord> listed = await ReadAsync(shell, folder, cancellationToken);
        foreach (DiskRecord disk in disks.ExceptBy(listed.Select(disk => disk.Path), disk => disk.Path))
        {
            await AddAsync(shell, folder, disk, cancellationToken);
        }
    }

    /// <summary>Takes disks off the list, by their paths: they are gone, or are to outlive their machine. The machine is locked.</summary>
    /// <exception cref="HostException">The list cannot be written; it is as it was.</exception>
    public static async Task DropAsync(IHostShell shell, MachineFolder folder, IEnumerable<DiskRecord> disks, CancellationToken cancellationToken)
    {
        HashSet<string> gone = [.. disks.Select(disk => disk.Path)];
        IReadOnlyList<DiskRecord> listed = await ReadAsync(shell, folder, cancellationToken);
        if (listed.Any(disk => gone.Contains(disk.Path)))
        {
            IEnumerable<string> kept = listed.Where(disk => !gone.Contains(disk.Path)).Select(disk => Line(disk) + '\n');
            await HostFiles.WriteAsync(shell, folder.Volumes, string.Concat(kept), cancellationToken);
        }
    }

    /// <summary>The disks that are written down; lines that were cut off are left out.</summary>
    /// <exception cref="HostException">The list is there, and cannot be read.</exception>
    public static async Task<IReadOnlyList<DiskRecord>> ReadAsync(IHostShell shell, MachineFolder folder, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(
            $$"""
            f={{ShellText.Quote(folder.Volumes)}}; [ -e "$f" ] || exit 0
            [ "$(stat -c %s "$f")" -le {{MaxBytes}} ] || { echo "it is too long" >&2; exit 1; }
            cat "$f"
            """, cancellationToken);
        return [.. result.Demand($"read {folder.Volumes}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<DiskRecord>()];
    }

    private static string Line(DiskRecord disk) => JsonSerializer.Serialize(disk, RecordJson.Default.DiskRecord);

    private static DiskRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordJson.Default.DiskRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
