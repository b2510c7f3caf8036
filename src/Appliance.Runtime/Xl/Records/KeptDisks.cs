using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Disks that outlive their machine.</summary>
internal static class KeptDisks
{
    /// <summary>Takes those that lie in the machine's own folder out of it, before that goes; all others stay where they are.</summary>
    /// <returns>The disks with the paths that they have now.</returns>
    public static async Task<IReadOnlyList<DiskRecord>> MoveOutAsync(XlContext host, MachineRecord machine, CancellationToken cancellationToken)
    {
        string own = $"{host.FolderOf(machine.Name).Path}/", folder = $"{host.Entry.Folder}/kept";
        var kept = new List<DiskRecord>();
        foreach (DiskRecord disk in machine.Disks)
        {
            kept.Add(disk.Path.StartsWith(own, StringComparison.Ordinal) ? disk with { Path = await MoveAsync(host, machine, disk, folder, cancellationToken) } : disk);
        }

        return kept;
    }

    private static async Task<string> MoveAsync(XlContext host, MachineRecord machine, DiskRecord disk, string folder, CancellationToken cancellationToken)
    {
        string place = $"{folder}/{machine.Name}.{machine.Uuid:N}.{Path.GetFileName(disk.Path)}";
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            set -e; umask 077; d={{ShellText.Quote(disk.Path)}}; p={{ShellText.Quote(place)}}; n=
            there() { [ -e "$1" ] || [ -L "$1" ]; }
            mkdir -p {{ShellText.Quote(folder)}}
            # An attempt that was cut off behind this has moved it already.
            if ! there "$d" && there "$p"; then echo "$p"; exit; fi
            while there "$p${n:+.$n}"; do n=$((n + 1)); done
            mv -T "$d" "$p${n:+.$n}"
            echo "$p${n:+.$n}"
            """, cancellationToken);
        return result.Demand($"keep {disk.Path}").TrimEnd('\n');
    }
}
