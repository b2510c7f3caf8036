using System.Text.Json;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Keeps a machine's <see cref="VolumeList"/> true: what is on it, and in no record, may be removed by a repair.</summary>
internal static class VolumeLedger
{
    /// <summary>Takes disks off the list: they are gone, or are to outlive their machine.</summary>
    /// <param name="shell">The host's shell.</param>
    /// <param name="folder">The machine's folder.</param>
    /// <param name="disks">The disks; those that are not listed are no error.</param>
    /// <param name="cancellationToken">Stops the work; the list stays as it was.</param>
    /// <exception cref="HostException">It cannot be written.</exception>
    public static async Task ForgetAsync(IHostShell shell, MachineFolder folder, IReadOnlyCollection<DiskRecord> disks, CancellationToken cancellationToken)
    {
        IReadOnlyList<DiskRecord> listed = await VolumeList.ReadAsync(shell, folder, cancellationToken);
        DiskRecord[] left = [.. listed.ExceptBy(disks.Select(disk => disk.Path), disk => disk.Path)];
        if (listed.Any(disk => disks.Any(gone => gone.Path == disk.Path)))
        {
            string text = string.Concat(left.Select(disk => $"{JsonSerializer.Serialize(disk, RecordJson.Default.DiskRecord)}\n"));
            await HostFiles.WriteAsync(shell, folder.Volumes, text, cancellationToken);
        }
    }

    /// <summary>Puts disks on the list that are not there yet.</summary>
    /// <exception cref="HostException">It cannot be written.</exception>
    public static async Task CompleteAsync(IHostShell shell, MachineFolder folder, IEnumerable<DiskRecord> disks, CancellationToken cancellationToken)
    {
        IReadOnlyList<DiskRecord> listed = await VolumeList.ReadAsync(shell, folder, cancellationToken);
        foreach (DiskRecord disk in disks.ExceptBy(listed.Select(disk => disk.Path), disk => disk.Path))
        {
            await VolumeList.AddAsync(shell, folder, disk, cancellationToken);
        }
    }
}
