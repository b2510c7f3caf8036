using System.Text.Json;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>The disks that were made, or begun, for a machine: a line each in a file of its folder, written before the disk is made.</summary>
internal static class VolumeList
{
    /// <summary>Writes a disk down.</summary>
    public static async Task AddAsync(IHostShell shell, MachineFolder folder, DiskRecord disk, CancellationToken cancellationToken)
    {
        string line = JsonSerializer.Serialize(disk, RecordJson.Default.DiskRecord);
        ShellResult result = await shell.RunAsync(
            $"umask 077; f={ShellText.Quote(folder.Volumes)}; printf '%s\\n' {ShellText.Quote(line)} >> \"$f\" && sync \"$f\"", cancellationToken);
        result.Demand($"write {folder.Volumes}");
    }

    /// <summary>The disks that are written down; lines that were cut off are left out.</summary>
    public static async Task<IReadOnlyList<DiskRecord>> ReadAsync(IHostShell shell, MachineFolder folder, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"head -c 1048576 {ShellText.Quote(folder.Volumes)} 2>/dev/null; exit 0", cancellationToken);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<DiskRecord>()];
    }

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
