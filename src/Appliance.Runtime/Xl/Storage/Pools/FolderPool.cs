using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Disks as files in a folder, a folder a machine: raw with holes, or VHD.</summary>
internal sealed class FolderPool(IHostShell shell, StoragePool pool) : VolumePool(shell, pool)
{
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
            $"cd {ShellText.Quote(Folder)} 2> /dev/null || exit 0; for f in */*.raw */*.vhd; do [ ! -f \"$f\" ] || echo \"$PWD/$f\"; done", "list disks", cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    protected override string AllocateScript(DiskRecord disk) => disk.Format == VolumeFormat.Vhd
        ? $"set -e; umask 077; f={Quoted(disk)}; mkdir -p \"${{f%/*}}\"; : > \"$f\""
        : $"set -e; umask 077; f={Quoted(disk)}; mkdir -p \"${{f%/*}}\"; : > \"$f\"; truncate -s {Bytes(disk.Size)} \"$f\"";

    /// <inheritdoc/>
    protected override string CopyScript(DiskRecord disk, DiskRecord copy) =>
        $"set -e; umask 077; f={Quoted(copy)}; mkdir -p \"${{f%/*}}\"; cp --reflink=auto --sparse=always {Quoted(disk)} \"$f\"; sync \"$f\"";

    /// <inheritdoc/>
    protected override string GrowScript(DiskRecord disk) => disk.Format == VolumeFormat.Vhd
        ? throw new HostException(Shell.Name, $"{disk.Path}: a VHD is not made larger; export the machine and import it with a raw disk, or attach another disk")
        : $"truncate -s {Bytes(disk.Size)} {Quoted(disk)}";

    /// <inheritdoc/>
    protected override string RevertScript(DiskRecord disk, DiskRecord kept) =>
        $"set -e; umask 077; f={Quoted(disk)}; cp --reflink=auto --sparse=always {Quoted(kept)} \"$f.part\"; sync \"$f.part\"; mv -T \"$f.part\" \"$f\"";

    /// <inheritdoc/>
    protected override string RemoveScript(DiskRecord disk) => $"f={Quoted(disk)}; rm -f \"$f\" \"$f.part\"; rmdir \"${{f%/*}}\" 2> /dev/null; exit 0";

    /// <inheritdoc/>
    protected override bool IsOurs(string path) =>
        path.StartsWith($"{Folder}/", StringComparison.Ordinal) && !path.Contains("/../", StringComparison.Ordinal)
        && (path.EndsWith(".raw", StringComparison.Ordinal) || path.EndsWith(".vhd", StringComparison.Ordinal));

    private static string Bytes(long size) => size.ToString(CultureInfo.InvariantCulture);
}
