using System.Globalization;
using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as logical volumes that take their whole size of a volume group at once.</summary>
internal class LvmPool(IHostShell shell, StoragePool pool) : VolumePool(shell, pool)
{
    /// <summary>The volume group.</summary>
    protected string Group => Pool.Location.Split('/')[0];

    private string Folder => $"/dev/{Group}";

    /// <inheritdoc/>
    public override string PlaceFor(string machine, string vdev) => $"{Folder}/{NamedVolumes.NameOf(machine, vdev)}";

    /// <inheritdoc/>
    public override async Task<PoolReport> MeasureAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await Shell.RunAsync(MeasureScript, cancellationToken);
        return result.ExitCode == 0 && ReadRoom(result.Output) is { } room
            ? new PoolReport(Pool, room.Size, room.Free)
            : new PoolReport(Pool, 0, 0, $"LVM does not show {Pool.Location}: {result.Error.Trim()}");
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await Shell.RunAsync($"lvs --noheadings -o lv_name {ShellText.Quote(Group)}", cancellationToken);
        return [.. result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => $"{Folder}/{name}").Where(IsOurs)];
    }

    /// <summary>Prints size and free bytes.</summary>
    protected virtual string MeasureScript => $"vgs --noheadings --nosuffix --units b -o vg_size,vg_free {ShellText.Quote(Group)}";

    /// <summary>Reads what <see cref="MeasureScript"/> prints.</summary>
    protected virtual (long Size, long Free)? ReadRoom(string output)
    {
        string[] words = output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && long.TryParse(words[0], out long size) && long.TryParse(words[1], out long free) ? (size, free) : null;
    }

    /// <summary>A fresh volume holds what was there before: all of it is zeroed on the host.</summary>
    protected override string AllocateScript(DiskRecord disk) =>
        $"set -e; {CreateScript(disk)}; blkdiscard -z {Quoted(disk)} 2> /dev/null || {ZeroScript(disk)}";

    /// <inheritdoc/>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"set -e; {CreateScript(copy)}; dd if={Quoted(disk)} of={Quoted(copy)} bs=4M conv=fsync status=none";

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) =>
        $"""
        set -e; v={Quoted(disk)}; old=$(blockdev --getsize64 "$v")
        [ "$old" -ge {Bytes(disk.Size)} ] || lvextend -q -L {Bytes(disk.Size)}b "$v" > /dev/null
        new=$(blockdev --getsize64 "$v")
        {GrownScript}
        """;

    /// <inheritdoc/>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept) =>
        $"dd if={Quoted(kept)} of={Quoted(disk)} bs=4M conv=fsync,notrunc status=none";

    /// <inheritdoc/>
    protected override string RemoveScript(DiskRecord disk) => $"v={Quoted(disk)}; lvs \"$v\" > /dev/null 2>&1 || exit 0; lvremove -q -y \"$v\" > /dev/null";

    /// <inheritdoc/>
    protected override Task<long> MeasureNeedAsync(DiskRecord disk, DiskContent content, CancellationToken cancellationToken) => Task.FromResult(disk.Size);

    /// <inheritdoc/>
    protected override bool IsOurs(string path) => NamedVolumes.IsIn(Folder, path);

    /// <summary>Makes the volume of a disk.</summary>
    protected virtual string CreateScript(DiskRecord disk) =>
        $"{{ {RefuseExisting(disk)}; lvcreate -q -y -Wn -Zn -n {VolumeName(disk)} -L {Bytes(disk.Size)}b {ShellText.Quote(Group)} > /dev/null; }}";

    /// <summary>What is to be done with the part between $old and $new.</summary>
    protected virtual string GrownScript => """dd if=/dev/zero of="$v" bs=4M oflag=seek_bytes seek="$old" iflag=count_bytes count=$((new - old)) conv=notrunc,fsync status=none""";

    /// <summary>Fails where there is such a volume already.</summary>
    protected string RefuseExisting(DiskRecord disk) => $"! lvs {Quoted(disk)} > /dev/null 2>&1 || {{ echo 'there is such a volume already' >&2; exit 1; }}";

    /// <summary>The volume's name for a script.</summary>
    protected string VolumeName(DiskRecord disk)
    {
        _ = Quoted(disk);
        return ShellText.Quote(Path.GetFileName(disk.Path));
    }

    /// <summary>A size for a script.</summary>
    protected static string Bytes(long size) => size.ToString(CultureInfo.InvariantCulture);

    private string ZeroScript(DiskRecord disk) =>
        $"dd if=/dev/zero of={Quoted(disk)} bs=4M iflag=count_bytes count=\"$(blockdev --getsize64 {Quoted(disk)})\" conv=notrunc,fsync status=none";
}
