using System.Text;

namespace Appliance.Runtime.Shell;

/// <summary>
/// A shell on the host that lives as long as its standard input is open, and ends every script of this program when it is
/// closed, by whatever cause: neither a cut connection nor a killed program leaves a script running. Each script enters its
/// process group into the guard's folder before it starts; without the folder it does not start.
/// </summary>
internal sealed class ShellGuard : IDisposable
{
    // A script that has not gone down by then is killed.
    private const int GraceSeconds = 5;

    private const string Wrapper = """
        echo $$ 2> /dev/null > "$1/$2" && [ ! -e "$1/$2.end" ] || exit 255
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C
        export PATH LC_ALL
        if [ -n "$3" ]; then sh -c "$3"; else sh -s; fi
        code=$?
        rm -f "$1/$2"
        [ "$code" -ne 255 ] || code=254
        exit "$code"
        """;

    private readonly ChildProcess _process;

    private ShellGuard(ChildProcess process, string folder) => (_process, Folder) = (process, folder);

    /// <summary>What runs on the host: prints its folder, then takes names of scripts that are to be ended, one a line.</summary>
    public static string Script { get; } = $$"""
        umask 077
        folder=$(mktemp -d "${TMPDIR:-/tmp}/appliance.XXXXXX") || exit 1
        echo "$folder"
        signal() {
            read -r group 2> /dev/null < "$2" && kill "-$1" "-$group" 2> /dev/null
        }
        end() {
            signal TERM "$1" || return 0
            n=0
            while [ "$n" -lt {{GraceSeconds}} ] && sleep 1 && signal 0 "$1"; do n=$((n + 1)); done
            signal KILL "$1"
            rm -f "$1"
        }
        while read -r name; do
            : > "$folder/$name.end"
            end "$folder/$name" > /dev/null 2>&1 &
        done
        for file in "$folder"/*; do
            end "$file" > /dev/null 2>&1 &
        done
        wait
        rm -rf "$folder"
        """;

    /// <summary>Its folder on the host.</summary>
    public string Folder { get; }

    /// <summary>Whether it is still there; when it is not, no script can start.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Waits until it has started.</summary>
    /// <returns>The guard; null where it ended, and <see cref="ChildProcess.EndAsync"/> tells why.</returns>
    public static async Task<ShellGuard?> OpenAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(process.Output, leaveOpen: true);
        string? folder = await reader.ReadLineAsync(cancellationToken);
        return folder is null ? null : new ShellGuard(process, folder);
    }

    /// <summary>What a script is wrapped in, as arguments of <c>sh</c>: 255 is left to ssh, and the tools of the host are found and speak English.</summary>
    public IReadOnlyList<string> Wrap(string name, string script) => ["-c", Wrapper, "sh", Folder, name, script];

    /// <summary>Ends a script, and all that it has started. Returns at once.</summary>
    public void End(string name)
    {
        try
        {
            _process.Input.Write(Encoding.ASCII.GetBytes($"{name}\n"));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The guard has ended; so has the script.
        }
    }

    /// <summary>Ends all scripts.</summary>
    public void Dispose() => _process.Dispose();
}
