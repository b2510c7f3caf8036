using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Files that were being written when that was cut off, and links to start machines that are not there.</summary>
/// <param name="host">The host.</param>
internal sealed class FileCheck(XlContext host)
{
    private const char Link = 'l';

    private readonly LockedRepair _repair = new(host);

    /// <summary>What there is.</summary>
    public async Task<IReadOnlyList<Leftover>> FindAsync(CancellationToken cancellationToken)
    {
        // Names of temporary files end in the number of the process that writes them.
        ShellResult result = await host.Shell.RunAsync(
            $$"""
            {{LockScript.Reading}}
            cd {{ShellText.Quote(MachineFolder.All(host.Entry.Folder))}} 2>/dev/null || exit 0
            for f in */machine.json.* */domain.cfg.* */vif-properties.* */ovf-env.iso.* */volumes.* */reverting.* */migrating.* */memory.*; do
                [ -f "$f" ] && [ -e "${f%/*}/machine.json" ] && [ ! -e "/proc/${f##*.}" ] || continue
                case "${f##*.}" in part) ;; *[!0-9]*) continue;; esac
                held=$(readlink "${f%/*}/lock") && lives "$held" && continue
                echo "f$PWD/$f"
            done
            for l in */lock.*; do
                [ -L "$l" ] && ! lives "$(readlink "$l")" && echo "f$PWD/$l"
            done
            for l in /etc/xen/auto/*.cfg; do
                [ -L "$l" ] && [ ! -e "$l" ] && case "$(readlink "$l")" in "$PWD"/*) echo "{{Link}}$l";; esac
            done
            exit 0
            """, cancellationToken);
        return [.. result.Demand("look for files that were cut off").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Of(line[0] == Link, line[1..]))];
    }

    private Leftover Of(bool isLink, string path) => new(
        "file", path, "is left of something that was cut off; it is removed", token => isLink ? RemoveLinkAsync(path, token) : RemoveFileAsync(path, token));

    private Task RemoveFileAsync(string path, CancellationToken cancellationToken) =>
        _repair.RunAsync(Path.GetFileName(Path.GetDirectoryName(path)!), () => RunAsync($"f={ShellText.Quote(path)}; [ -e \"/proc/${{f##*.}}\" ] || rm -f \"$f\"", cancellationToken), cancellationToken);

    private Task RemoveLinkAsync(string path, CancellationToken cancellationToken) =>
        RunAsync($"l={ShellText.Quote(path)}; [ -e \"$l\" ] || rm -f \"$l\"", cancellationToken);

    private async Task RunAsync(string script, CancellationToken cancellationToken) =>
        (await host.Shell.RunAsync(script, cancellationToken)).Demand("clean up");
}
