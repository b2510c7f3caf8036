using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>The memory state that a snapshot of a suspended machine keeps. Disposing removes a new one that no record has come to speak of.</summary>
/// <param name="session">The machine.</param>
/// <param name="snapshot">The snapshot's name.</param>
internal sealed class SavedMemory(MachineSession session, string snapshot) : IAsyncDisposable
{
    private readonly IHostShell _shell = session.Host.Shell;
    private readonly string _kept = ShellText.Quote(session.Folder.Snapshot(snapshot));
    private readonly string _current = ShellText.Quote(session.Folder.Memory);
    private bool _isNew;

    /// <summary>Copies the machine's state into the snapshot.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        _isNew = true;
        string script = $"rm -rf {_kept} && mkdir -p {_kept} && {Copy(_current, $"{_kept}/memory")}";
        (await _shell.RunAsync(script, cancellationToken)).Demand("keep the memory state");
    }

    /// <summary>It stays.</summary>
    public void Stays() => _isNew = false;

    /// <summary>Refuses where the snapshot's state is gone.</summary>
    public async Task DemandAsync(CancellationToken cancellationToken)
        => (await _shell.RunAsync($"[ -e {_kept}/memory ] || {{ echo {_kept}/memory is gone >&2; exit 1; }}", cancellationToken)).Demand($"revert to {snapshot}");

    /// <summary>Copies the snapshot's state back to the machine.</summary>
    public async Task BringBackAsync(CancellationToken cancellationToken)
        => (await _shell.RunAsync(Copy($"{_kept}/memory", _current), cancellationToken)).Demand("bring the memory state back");

    /// <summary>Forgets the machine's own state.</summary>
    public async Task DropCurrentAsync(CancellationToken cancellationToken)
        => (await _shell.RunAsync($"rm -f {_current} {_current}.part", cancellationToken)).Demand("remove the memory state");

    /// <summary>Removes the snapshot's state; none is no error.</summary>
    public async Task RemoveAsync() => (await _shell.RunAsync($"rm -rf {_kept}", CancellationToken.None)).Demand("remove the memory state of the snapshot");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_isNew && await session.LookAgainAsync(CancellationToken.None) is { } record && record.Snapshots.All(other => other.Name != snapshot))
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
