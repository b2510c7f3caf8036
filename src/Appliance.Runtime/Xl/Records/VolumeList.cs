using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>
/// The list of volumes in a machine's folder: paths, one a line. A volume is in it before it is made, so that what a crash
/// leaves behind is found by <c>host check</c>.
/// </summary>
/// <param name="shell">The host.</param>
/// <param name="folder">The machine's folder.</param>
internal sealed class VolumeList(IHostShell shell, string folder)
{
    private readonly string _path = ShellText.Quote($"{folder}/volumes");

    /// <summary>Adds a volume that is about to be made.</summary>
    public async Task AddAsync(string path, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"printf '%s\\n' {ShellText.Quote(path)} >> {_path} && sync {_path}", cancellationToken);
        result.Demand("note the volume that is to be made");
    }

    /// <summary>Strikes out volumes that are gone, or that are no longer the machine's.</summary>
    public async Task RemoveAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        string gone = string.Join(' ', paths.Select(ShellText.Quote));
        string script = $$"""
            [ -e {{_path}} ] || exit 0
            for gone in {{gone}}; do
                while IFS= read -r path; do
                    if [ "$path" != "$gone" ]; then printf '%s\n' "$path"; fi
                done < {{_path}} > {{_path}}.new && mv {{_path}}.new {{_path}} || exit 1
            done
            """;
        if (gone.Length > 0)
        {
            (await shell.RunAsync(script, cancellationToken)).Demand("strike out volumes that are gone");
        }
    }
}
