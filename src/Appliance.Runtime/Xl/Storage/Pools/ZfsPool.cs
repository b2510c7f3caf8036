using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as sparse volumes of a ZFS dataset.</summary>
internal sealed class ZfsPool(IHostShell shell, StoragePool pool) : VolumePool(shell, pool)
{
    // Device nodes come a moment after their volumes.
    private const string AwaitNode = """n=0; while [ ! -b "$v" ] && [ "$n" -lt 30 ]; do sleep 1; n=$((n + 1)); done; [ -b "$v" ]""";

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
        ShellResult result = await Shell.RunAsync($"zfs list -H -o name -t volume -d 1 {ShellText.Quote(Pool.Location)}", cancellationToken);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => $"/dev/zvol/{name}").Where(IsOurs)];
    }

    /// <inheritdoc/>
    protected override string AllocateScript(DiskRecord disk) => $"set -e; v={Quoted(disk)}; zfs create -s -V {Size(disk)} {Dataset(disk)}; {AwaitNode}";

    /// <summary>Sent and received, so that neither depends on the other.</summary>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"""
        set -e; v={Quoted(copy)}; s={Dataset(disk)}@appliance.copy
        zfs destroy "$s" 2> /dev/null || true
        zfs snapshot "$s"; trap 'zfs destroy "$s"' EXIT
        zfs send "$s" | zfs receive {Dataset(copy)}
        zfs destroy {Dataset(copy)}@appliance.copy; {AwaitNode}
        """;

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) => $"zfs set volsize={Size(disk)} {Dataset(disk)}";

    /// <inheritdoc/>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept)
    {
        DiskRecord beside = disk with { Path = $"{disk.Path}.part" };
        return $"set -e; zfs destroy -r {Dataset(beside)} 2> /dev/null || true; ( {CopyScript(kept, beside)} ); zfs destroy -r {Dataset(disk)}; zfs rename {Dataset(beside)} {Dataset(disk)}";
    }

    /// <inheritdoc/>
    protected override string RemoveScript(DiskRecord disk) => $"zfs list {Dataset(disk)} > /dev/null 2>&1 || exit 0; zfs destroy -r {Dataset(disk)}";

    /// <inheritdoc/>
    protected override bool IsOurs(string path) => NamedVolumes.IsIn(Folder, path);

    private string Dataset(DiskRecord disk)
    {
        _ = Quoted(disk);
        return ShellText.Quote($"{Pool.Location}/{Path.GetFileName(disk.Path)}");
    }

    // ZFS takes whole volume blocks, of 16 KiB by default.
    private static string Size(DiskRecord disk) => (((disk.Size + (1 << 20) - 1) >> 20) << 20).ToString(CultureInfo.InvariantCulture);
}
