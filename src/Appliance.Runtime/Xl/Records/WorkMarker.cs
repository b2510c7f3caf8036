using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>
/// A file in a machine's folder that says what is being done to it, while the machine must not be started: a crash leaves it
/// there, and whoever wants to start the machine is told.
/// </summary>
/// <param name="shell">The host.</param>
/// <param name="folder">The machine's folder.</param>
/// <param name="name">The file's name.</param>
internal sealed class WorkMarker(IHostShell shell, string folder, string name)
{
    /// <summary>A revert to a snapshot, which it names.</summary>
    public const string Reverting = "reverting";

    /// <summary>A move to another host, which it names.</summary>
    public const string Migrating = "migrating";

    private readonly string _path = ShellText.Quote($"{folder}/{name}");

    /// <summary>Refuses to start a machine that something is half-done to.</summary>
    /// <exception cref="HostException">Something is; the message tells the way out.</exception>
    public static async Task RefuseStartAsync(IHostShell shell, string folder, string machine, CancellationToken cancellationToken)
    {
        if (await new WorkMarker(shell, folder, Reverting).ReadAsync(cancellationToken) is { } snapshot)
        {
            throw new HostException(shell.Name, $"{machine} is half-way back to the snapshot {snapshot}: revert it to a snapshot again");
        }

        if (await new WorkMarker(shell, folder, Migrating).ReadAsync(cancellationToken) is { } target)
        {
            throw new HostException(shell.Name, $"{machine} was being moved to {target} and may run there: if it does, remove it here; if it does not, delete {folder}/{Migrating} and start it");
        }
    }

    /// <summary>Puts it there.</summary>
    /// <param name="subject">What it is about, in a line.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task SetAsync(string subject, CancellationToken cancellationToken)
    {
        string script = $"printf '%s\\n' {ShellText.Quote(subject)} > {_path}.new && sync {_path}.new && mv {_path}.new {_path} && sync {ShellText.Quote(folder)}";
        (await shell.RunAsync(script, cancellationToken)).Demand("note what is being done");
    }

    /// <summary>Takes it away.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
        => (await shell.RunAsync($"rm -f {_path}", cancellationToken)).Demand("note that it is done");

    /// <summary>What it is about; null where it is not there.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync($"[ ! -e {_path} ] || head -c 300 {_path}", cancellationToken);
        string text = result.Demand("see whether something is half-done").Trim();
        return text.Length > 0 ? text : null;
    }
}
