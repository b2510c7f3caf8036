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
        string own = $"{host.FolderOf(machine.Name).Path}/", folder = FolderOf(host);
        var kept = new List<DiskRecord>();
        foreach (DiskRecord disk in machine.Disks)
        {
            kept.Add(disk.Path.StartsWith(own, StringComparison.Ordinal) ? disk with { Path = await MoveAsync(host, machine, disk, folder, cancellationToken) } : disk);
        }

        return kept;
    }

    /// <summary>Where those are that were moved out.</summary>
    public static string FolderOf(XlContext host) => $"{host.Entry.Folder}/kept";

    /// <summary>The paths of those that were moved out.</summary>
    /// <exception cref="HostException">The host cannot tell.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(XlContext host, CancellationToken cancellationToken)
    {
        string folder = FolderOf(host);
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            d={{ShellText.Quote(folder)}}; [ -e "$d" ] || exit 0
            cd "$d" || exit
            for f in *; do [ ! -f "$f" ] || [ -L "$f" ] || printf '%s/%s\n' "$d" "$f"; done
            """, cancellationToken);
        return [.. result.Demand($"list the disks in {folder}").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Moves a disk to where nothing lies.</summary>
    /// <exception cref="HostException">It is no file, or something lies there.</exception>
    public static async Task MoveFileAsync(XlContext host, string from, string to, CancellationToken cancellationToken)
    {
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            set -e; umask 077; f={{ShellText.Quote(from)}}; p={{ShellText.Quote(to)}}
            [ -f "$f" ] && [ ! -L "$f" ] || { echo "it is no file" >&2; exit 1; }
            if [ -e "$p" ] || [ -L "$p" ]; then echo "$p is there already" >&2; exit 1; fi
            mkdir -p "${p%/*}"; mv -nT "$f" "$p"; [ ! -e "$f" ]; sync "$p" "${p%/*}"
            rmdir "${f%/*}" 2> /dev/null || true
            """, cancellationToken);
        result.Demand($"move {from} to {to}");
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
