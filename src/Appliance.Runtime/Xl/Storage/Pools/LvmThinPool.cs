using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as thin volumes, which take of their pool what is written; copies share what is the same.</summary>
internal sealed class LvmThinPool(IHostShell shell, StoragePool pool) : LvmPool(shell, pool)
{
    /// <inheritdoc/>
    protected override string MeasureScript => $"lvs --noheadings --nosuffix --units b -o lv_size,data_percent {ShellText.Quote(Pool.Location)}";

    /// <inheritdoc/>
    protected override (long Size, long Free)? ReadRoom(string output)
    {
        string[] words = output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && long.TryParse(words[0], out long size)
            && double.TryParse(words[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            ? (size, (long)(size * (1 - (percent / 100)))) : null;
    }

    /// <inheritdoc/>
    protected override string KindOf(string size) => $"-V {size}b -T {ShellText.Quote(Pool.Location)}";

    /// <summary>A thin volume reads as zeros where nothing was written.</summary>
    protected override string AllocateScript(DiskRecord disk) => $"set -e\n{CreateScript(disk, Bytes(disk.Size))}";

    /// <inheritdoc/>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) => $"set -e\n{AbsenceScript(copy)}\n{SnapshotScript(disk, copy)}";

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) =>
        $"""
        set -e; old=$(blockdev --getsize64 {Quoted(disk)})
        [ "$old" -ge {Bytes(disk.Size)} ] || lvextend -q -L {Bytes(disk.Size)}b {Target(disk)} > /dev/null
        """;

    /// <summary>What was kept is copied beside the disk, and the copy takes its name.</summary>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept)
    {
        DiskRecord beside = NamedVolumes.Beside(disk);
        return $"""
            set -e; {RemoveIfThere(beside)}
            {SnapshotScript(kept, beside)}
            {RemoveIfThere(disk)}
            lvrename -q {ShellText.Quote(Group)} {VolumeName(beside)} {VolumeName(disk)} > /dev/null
            """;
    }

    /// <inheritdoc/>
    protected override Task<long> MeasureNeedAsync(DiskRecord disk, DiskContent content, CancellationToken cancellationToken) =>
        MeasureDataAsync(content, cancellationToken);

    // -kn: it is activated like any other volume.
    private string SnapshotScript(DiskRecord disk, DiskRecord copy) => NamedVolumes.MakeScript($"lvcreate -q -y -s -kn -n {VolumeName(copy)} {Target(disk)}");
}
