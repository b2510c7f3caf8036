using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as files in a folder, a folder a machine: raw with holes, or VHD.</summary>
internal sealed class FolderPool(IHostShell shell, StoragePool pool) : VolumePool(shell, pool)
{
    // A link leads to a file of which we do not know whose it is.
    private const string RefuseLink = """[ ! -L "$f" ] || { echo "it is a symbolic link; put the file itself in its place" >&2; exit 1; }""";

    private string Extension => Pool.Format == VolumeFormat.Vhd ? "vhd" : "raw";

    private string Folder => Pool.Location.TrimEnd('/');

    /// <inheritdoc/>
    public override string PlaceFor(string machine, string vdev) => $"{Folder}/{machine}/{vdev}.{Extension}";

    /// <inheritdoc/>
    public override async Task<PoolReport> MeasureAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await Shell.RunAsync(
            $"d={ShellText.Quote(Folder)}; mkdir -p \"$d\" && [ -w \"$d\" ] && df -P -B1 \"$d\" | tail -n 1", cancellationToken);
        string[] words = result.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return result.ExitCode == 0 && words.Length >= 6 && long.TryParse(words[1], out long size) && long.TryParse(words[3], out long free)
            ? new PoolReport(Pool, size, free)
            : new PoolReport(Pool, 0, 0, $"{Folder} cannot be written to: {result.Error.Trim()}");
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        string output = await RunAsync(
            $$"""
            d={{ShellText.Quote(Folder)}}; [ -e "$d" ] || exit 0
            cd "$d" || exit
            for f in */*.raw */*.vhd; do [ ! -f "$f" ] || printf '%s/%s\n' "$d" "$f"; done
            """, $"list the disks in {Folder}", cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsOurs)];
    }

    /// <inheritdoc/>
    protected override string AbsenceScript(DiskRecord disk) => $"f={Quoted(disk)}; if [ -e \"$f\" ] || [ -L \"$f\" ]; then exit {VolumeTaken.ExitCode}; fi";

    /// <inheritdoc/>
    protected override string AllocateScript(DiskRecord disk) => disk.Format == VolumeFormat.Vhd
        ? ClaimScript(disk)
        : $"{ClaimScript(disk)}\ntruncate -s {Bytes(disk.Size)} \"$f\"";

    /// <inheritdoc/>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"{ClaimScript(copy)}\ncp --reflink=auto --sparse=always {Quoted(disk)} \"$f\"; sync \"$f\"";

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) => disk.Format == VolumeFormat.Vhd
        ? throw new HostException(Shell.Name, $"{disk.Path}: a VHD is not made larger; export the machine and import it with a raw disk, or attach another disk")
        : $"""
          set -e; f={Quoted(disk)}; {RefuseLink}
          old=$(stat -c %s "$f")
          [ "$old" -ge {Bytes(disk.Size)} ] || truncate -s {Bytes(disk.Size)} "$f"
          """;

    /// <inheritdoc/>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept) =>
        $"""
        set -e; umask 077; f={Quoted(disk)}; {RefuseLink}
        rm -f "$f.part"; cp --reflink=auto --sparse=always {Quoted(kept)} "$f.part"; sync "$f.part"; mv -T "$f.part" "$f"
        """;

    /// <summary>Of a symbolic link only the link goes.</summary>
    protected override string RemoveScript(DiskRecord disk) => $"f={Quoted(disk)}; rm -f \"$f\" \"$f.part\" || exit; rmdir \"${{f%/*}}\" 2> /dev/null; exit 0";

    /// <summary>FOLDER/MACHINE/NAME.raw or .vhd.</summary>
    protected override bool IsOurs(string path) =>
        path.StartsWith($"{Folder}/", StringComparison.Ordinal) && path[(Folder.Length + 1)..].Split('/') is [var machine, var file]
        && MachineNames.IsValid(machine) && NamedVolumes.IsWord(file)
        && (file.EndsWith(".raw", StringComparison.Ordinal) || file.EndsWith(".vhd", StringComparison.Ordinal));

    /// <summary>Makes an empty file, $f, in a place where nothing is, not even a link.</summary>
    private string ClaimScript(DiskRecord disk) =>
        $$"""
        set -e; umask 077; {{AbsenceScript(disk)}}
        mkdir -p "${f%/*}"
        ( set -C; : > "$f" ) || { {{AbsenceScript(disk)}}; exit 1; }
        """;
}
