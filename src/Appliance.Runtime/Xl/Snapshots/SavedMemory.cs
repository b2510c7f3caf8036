using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>The memory state that a snapshot of a suspended machine keeps. Disposing removes it, unless it is to stay.</summary>
/// <param name="shell">The host.</param>
/// <param name="folder">The machine's folder.</param>
/// <param name="snapshot">The snapshot's name.</param>
internal sealed class SavedMemory(IHostShell shell, MachineFolder folder, string snapshot) : IAsyncDisposable
{
    private readonly string _kept = ShellText.Quote(folder.Snapshot(snapshot));
    private readonly string _current = ShellText.Quote(folder.Memory);
    private bool _isNew;

    /// <summary>Copies the machine's state into the snapshot.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        _isNew = true;
        string script = $"rm -rf {_kept} && mkdir -p {_kept} && {Copy(_current, $"{_kept}/memory")}";
        (await shell.RunAsync(script, cancellationToken)).Demand("keep the memory state");
    }

    /// <summary>It stays.</summary>
    public void Stays() => _isNew = false;

    /// <summary>Copies the snapshot's state back to the machine.</summary>
    public async Task BringBackAsync(CancellationToken cancellationToken)
        => (await shell.RunAsync(Copy($"{_kept}/memory", _current), cancellationToken)).Demand("bring the memory state back");

    /// <summary>Forgets the machine's own state.</summary>
    public async Task DropCurrentAsync(CancellationToken cancellationToken)
        => (await shell.RunAsync($"rm -f {_current} {_current}.part", cancellationToken)).Demand("remove the memory state");

    /// <summary>Removes the snapshot's state; none is no error.</summary>
    public async Task RemoveAsync() => (await shell.RunAsync($"rm -rf {_kept}", CancellationToken.None)).Demand("remove the memory state of the snapshot");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_isNew)
            {
                await RemoveAsync();
            }
        }
        catch (HostException)
        {
            // What went wrong before counts more; taking the snapshot again removes it.
        }
    }

    // It gets its name when it is whole.
    private static string Copy(string from, string to)
        => $"{{ cp --reflink=auto {from} {to}.part 2>/dev/null || cp {from} {to}.part; }} && sync {to}.part && mv {to}.part {to} || {{ rm -f {to}.part; exit 1; }}";
}
