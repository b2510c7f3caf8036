using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as sparse volumes of a ZFS dataset.</summary>
internal sealed class ZfsPool(IHostShell shell, StoragePool pool) : VolumePool(shell, pool)
{
    // A device node comes a moment after its volume.
    private const string AwaitNode = """
        n=0; while [ ! -b "$v" ] && [ "$n" -lt 30 ]; do sleep 1; n=$((n + 1)); done
        [ -b "$v" ] || { echo "there is no device $v" >&2; exit 1; }
        """;

    private string Folder => $"/dev/zvol/{Pool.Location}";

    /// <inheritdoc/>
    public override string PlaceFor(string machine, string vdev) => $"{Folder}/{NamedVolumes.NameOf(machine, vdev)}";

    /// <inheritdoc/>
    public override async Task<PoolReport> MeasureAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await Shell.RunAsync($"zfs get -H -p -o value used,available {ShellText.Quote(Pool.Location)}", cancellationToken);
        string[] words = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return result.ExitCode == 0 && words.Length == 2 && long.TryParse(words[0], out long used) && long.TryParse(words[1], out long free)
            ? new PoolReport(Pool, used + free, free)
            : new PoolReport(Pool, 0, 0, $"ZFS does not show {Pool.Location}: {result.Error.Trim()}");
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        string output = await RunAsync($"zfs list -H -o name -t volume -d 1 {ShellText.Quote(Pool.Location)}", $"list the volumes of {Pool.Location}", cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => $"/dev/zvol/{name}").Where(IsOurs)];
    }

    /// <inheritdoc/>
    protected override string AbsenceScript(DiskRecord disk) => $"{ListScript("filesystem,volume")}; if {IsListed(disk)}; then exit {VolumeTaken.ExitCode}; fi";

    /// <inheritdoc/>
    protected override string AllocateScript(DiskRecord disk) =>
        $$"""
        set -e; v={{Quoted(disk)}}; {{AbsenceScript(disk)}}
        {{NamedVolumes.MakeScript($"zfs create -s -V {Size(disk)} {Dataset(disk)}")}}
        {{AwaitNode}}
        """;

    /// <summary>Sent and received, so that neither depends on the other.</summary>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"""
        set -e; v={Quoted(copy)}; s={Dataset(disk)}@appliance.copy; {AbsenceScript(copy)}
        zfs destroy "$s" 2> /dev/null || true
        zfs snapshot "$s"; trap 'zfs destroy "$s"' EXIT
        zfs send "$s" | zfs receive {Dataset(copy)}
        zfs destroy {Dataset(copy)}@appliance.copy; {AwaitNode}
        """;

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) =>
        $"""
        set -e; old=$(zfs get -H -p -o value volsize {Dataset(disk)})
        [ "$old" -ge {Size(disk)} ] || zfs set volsize={Size(disk)} {Dataset(disk)}
        """;

    /// <summary>Written into the volume, which keeps the snapshots that others have taken of it.</summary>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept) =>
        $$"""
        set -e; v={{Quoted(disk)}}; size=$(zfs get -H -p -o value volsize {{Dataset(kept)}}); old=$(zfs get -H -p -o value volsize {{Dataset(disk)}})
        [ "$old" -ge "$size" ] || { echo 'it is smaller than what was kept of it' >&2; exit 1; }
        # What is discarded reads as zeros, and takes no room.
        if blkdiscard -f "$v" 2> /dev/null; then
            dd if={{Quoted(kept)}} of="$v" bs=1M conv=sparse,notrunc,fsync status=none
        else
            dd if={{Quoted(kept)}} of="$v" bs=1M conv=notrunc,fsync status=none
            dd if=/dev/zero of="$v" bs=1M iflag=count_bytes count="$((old - size))" oflag=seek_bytes seek="$size" conv=notrunc,fsync status=none
        fi
        """;

    /// <inheritdoc/>
    protected override string RemoveScript(DiskRecord disk) => $"set -e; {ListScript("volume")}; if {IsListed(disk)}; then zfs destroy -r {Dataset(disk)}; fi";

    /// <inheritdoc/>
    protected override bool IsOurs(string path) => NamedVolumes.IsIn(Folder, path);

    // Asked for one name, zfs fails both where there is no such volume and where it cannot tell.
    private string ListScript(string types) => $"names=$(zfs list -H -o name -t {types} -d 1 {ShellText.Quote(Pool.Location)}) || exit";

    private string IsListed(DiskRecord disk) => $"printf '%s\\n' \"$names\" | grep -Fqx {Dataset(disk)}";

    private string Dataset(DiskRecord disk)
    {
        _ = Quoted(disk);
        return ShellText.Quote($"{Pool.Location}/{Path.GetFileName(disk.Path)}");
    }

    // ZFS takes whole volume blocks, of 16 KiB by default.
    private static string Size(DiskRecord disk) => (((disk.Size + (1 << 20) - 1) >> 20) << 20).ToString(CultureInfo.InvariantCulture);
}
