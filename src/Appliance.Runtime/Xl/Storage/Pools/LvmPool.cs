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
        string output = await RunAsync($"lvs --noheadings -o lv_name {ShellText.Quote(Group)}", $"list the volumes of {Group}", cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => $"{Folder}/{name}").Where(IsOurs)];
    }

    /// <summary>Prints size and free bytes.</summary>
    protected virtual string MeasureScript => $"vgs --noheadings --nosuffix --units b -o vg_size,vg_free {ShellText.Quote(Group)}";

    /// <summary>Reads what <see cref="MeasureScript"/> prints.</summary>
    protected virtual (long Size, long Free)? ReadRoom(string output)
    {
        string[] words = output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && long.TryParse(words[0], out long size) && long.TryParse(words[1], out long free) ? (size, free) : null;
    }

    /// <inheritdoc/>
    protected override string AbsenceScript(DiskRecord disk) => $"{FindScript(disk)}; [ -z \"$found\" ] || exit {VolumeTaken.ExitCode}";

    /// <summary>A fresh volume holds what was there before: all of it is zeroed on the host.</summary>
    protected override string AllocateScript(DiskRecord disk) => $"set -e\n{CreateScript(disk, Bytes(disk.Size))}\n{ZeroScript(disk, "0")}";

    /// <summary>The copy is as large as the volume, of which the guest sees all, and not as its record.</summary>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"""
        set -e; size=$(blockdev --getsize64 {Quoted(disk)})
        {CreateScript(copy, "\"$size\"")}
        dd if={Quoted(disk)} of={Quoted(copy)} bs=4M conv=fsync status=none
        """;

    /// <summary>What comes to the volume is zeroed before: otherwise a cut would leave a tail in which others' data can be read.</summary>
    protected override string GrowScript(DiskRecord disk)
    {
        DiskRecord tail = NamedVolumes.Beside(disk);
        return $"""
            set -e; old=$(blockdev --getsize64 {Quoted(disk)}); more=$(({Bytes(disk.Size)} - old))
            [ "$more" -gt 0 ] || exit 0
            {RemoveIfThere(tail)}
            {CreateScript(tail, "\"$more\"")}
            {ZeroScript(tail, "0")}
            extents=$(lvs --noheadings -o seg_pe_ranges {Target(tail)})
            lvremove --config devices/issue_discards=0 -q -y {Target(tail)} > /dev/null
            lvextend -q -L "+$more"b {Target(disk)} $extents > /dev/null
            """;
    }

    /// <inheritdoc/>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept) =>
        $$"""
        set -e; size=$(blockdev --getsize64 {{Quoted(kept)}})
        [ "$(blockdev --getsize64 {{Quoted(disk)}})" -ge "$size" ] || { echo 'it is smaller than what was kept of it' >&2; exit 1; }
        dd if={{Quoted(kept)}} of={{Quoted(disk)}} bs=4M conv=fsync,notrunc status=none
        {{ZeroScript(disk, "$size")}}
        """;

    /// <inheritdoc/>
    protected override string RemoveScript(DiskRecord disk) => $"set -e; {RemoveIfThere(NamedVolumes.Beside(disk))}; {RemoveIfThere(disk)}";

    /// <inheritdoc/>
    protected override Task<long> MeasureNeedAsync(DiskRecord disk, DiskContent content, CancellationToken cancellationToken) => Task.FromResult(disk.Size);

    /// <inheritdoc/>
    protected override bool IsOurs(string path) => NamedVolumes.IsIn(Folder, path);

    /// <summary>What <c>lvcreate</c> is to make, behind the name: for a word of the shell, bytes.</summary>
    protected virtual string KindOf(string size) => $"-Wn -Zn -L {size}b {ShellText.Quote(Group)}";

    /// <summary>Makes the volume of a disk, where there is none.</summary>
    protected string CreateScript(DiskRecord disk, string size) => $"{AbsenceScript(disk)}\n{NamedVolumes.MakeScript($"lvcreate -q -y -n {VolumeName(disk)} {KindOf(size)}")}";

    /// <summary>Removes a volume that may be there. That LVM cannot tell is an error.</summary>
    protected string RemoveIfThere(DiskRecord disk) => $"{FindScript(disk)}; [ -z \"$found\" ] || lvremove -q -y {Target(disk)} > /dev/null";

    /// <summary>The volume as LVM's programs call it.</summary>
    protected string Target(DiskRecord disk) => $"{ShellText.Quote(Group)}/{VolumeName(disk)}";

    /// <summary>The volume's name for a script.</summary>
    protected string VolumeName(DiskRecord disk)
    {
        _ = Quoted(disk);
        return ShellText.Quote(Path.GetFileName(disk.Path));
    }

    // Asked for one name, lvs fails both where there is no such volume and where it cannot tell.
    private string FindScript(DiskRecord disk)
    {
        _ = Quoted(disk);
        string name = ShellText.Quote($"lv_name=\"{Path.GetFileName(disk.Path)}\"");
        return $"found=$(lvs --noheadings -o lv_name -S {name} {ShellText.Quote(Group)}) || exit";
    }

    /// <summary>Makes a volume read as zeros from some byte on, a word of the shell.</summary>
    private string ZeroScript(DiskRecord disk, string from) =>
        $"""
        v={Quoted(disk)}; from={from}; rest=$(($(blockdev --getsize64 "$v") - from))
        [ "$rest" -eq 0 ] || blkdiscard -z -o "$from" -l "$rest" "$v" 2> /dev/null \
            || dd if=/dev/zero of="$v" bs=4M iflag=count_bytes count="$rest" oflag=seek_bytes seek="$from" conv=notrunc,fsync status=none
        """;
}
