using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>
/// A name on a host that nobody else can take, and a folder for a machine that is being made. Whatever was made goes away with
/// it, unless it is committed.
/// </summary>
internal sealed class Reservation : IAsyncDisposable
{
    private const int Taken = 3;
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly XlContext _host;
    private readonly MachineFolder _folder;
    private readonly MachineLock _lock;
    private readonly VolumeClaims _claims;
    private readonly string _token;
    private Guid? _record;
    private bool _isCommitted;

    private Reservation(XlContext host, MachineFolder folder, string token, MachineLock held)
        => (_host, _folder, _token, _lock, _claims) = (host, folder, token, held, new VolumeClaims(host, folder));

    /// <summary>The name.</summary>
    public string Machine => _folder.Machine;

    /// <summary>Why something of what was made is still there, when this is disposed of; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes a name.</summary>
    /// <param name="host">The host.</param>
    /// <param name="machine">The name, a valid one.</param>
    /// <param name="operation">For what, a word or two.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">Somebody else has it.</exception>
    public static async Task<Reservation> MakeAsync(XlContext host, string machine, string operation, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine);
        string token = Guid.NewGuid().ToString("N");
        try
        {
            await TakeAsync(host, folder, token, cancellationToken);
            return new Reservation(host, folder, token, await MachineLock.AcquireAsync(host.Shell, host.Entry.Folder, machine, operation, cancellationToken));
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            await GiveBackAsync(host, folder, token);
            throw;
        }
    }

    private static async Task TakeAsync(XlContext host, MachineFolder folder, string token, CancellationToken cancellationToken)
    {
        ShellResult result = await host.Shell.RunAsync(
            $"""
            set -e; umask 077; d={ShellText.Quote(folder.Path)}
            mkdir -p "$(dirname "$d")"
            [ ! -e "$d" ] || exit {Taken}
            mkdir "$d" || exit {Taken}
            echo {token} > "$d/importing"
            """, cancellationToken);
        if (result.ExitCode == Taken)
        {
            throw new HostException(
                host.Name, $"there is a machine {folder.Machine} already, or one is being imported; take another name, or see what host check says of it");
        }

        result.Demand($"make a folder for {folder.Machine}");
    }

    /// <summary>Removes the folder that was made under this token, if it was: the answer may have been lost on its way.</summary>
    private static async Task GiveBackAsync(XlContext host, MachineFolder folder, string token)
    {
        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            await host.Shell.RunAsync(
                $"d={ShellText.Quote(folder.Path)}; [ \"$(cat \"$d/importing\" 2> /dev/null)\" != {token} ] || rm -rf \"$d\"", limit.Token);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // Out of reach: what there is of it is an unfinished import, which a check finds.
        }
    }

    /// <summary>Makes a disk of the machine, written down before, so that it can be found whatever happens.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="make">Makes it, in its pool.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Something lies in its place, which stays; or it cannot be made.</exception>
    public Task MakeAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken) => _claims.MakeAsync(disk, make, cancellationToken);

    /// <summary>Makes the machine appear.</summary>
    public async Task CommitAsync(MachineRecord record, CancellationToken cancellationToken)
    {
        _record = record.Uuid;
        await _host.Records.WriteAsync(record, cancellationToken);
        _isCommitted = true;
        ShellResult result = await _host.Shell.RunAsync($"rm -f {ShellText.Quote(_folder.Importing)}", cancellationToken);
        result.Demand($"finish {record.Name}");
    }

    /// <summary>Takes back a commit, as long as this is not disposed of: what was made goes away after all.</summary>
    public void Revoke() => _isCommitted = false;

    /// <summary>Makes sure that the name is held, also where the connection broke.</summary>
    /// <returns>Whether what lies under it is still what was made here: somebody may have repaired it since, and taken the name.</returns>
    /// <exception cref="HostException">Somebody else works on it now, or the host is out of reach.</exception>
    public async Task<bool> RegainAsync(CancellationToken cancellationToken) => await _lock.RegainAsync(cancellationToken) && await IsOursAsync(cancellationToken);

    /// <summary>Lets go of the machine; removes what was made where it was not committed. What cannot be removed is left for a repair.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isCommitted)
        {
            // The first attempt may be what finds out that the connection is gone; the second one makes it anew.
            Problem = await TryRemoveAsync() is null ? null : await TryRemoveAsync();
        }

        await _lock.DisposeAsync();
    }

    /// <summary>Removes what was made.</summary>
    /// <returns>Why not; null where it is gone.</returns>
    private async Task<string?> TryRemoveAsync()
    {
        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            if (await RegainAsync(limit.Token))
            {
                // One that was committed is again one that is being made: a second attempt knows it by this. What is there is not
                // written again: where the host is full, it would be lost.
                string marker = ShellText.Quote(_folder.Importing);
                (await _host.Shell.RunAsync($"grep -qx {_token} {marker} 2> /dev/null || echo {_token} > {marker}", limit.Token)).Demand($"take back {Machine}");
                await Leftovers.RemoveAsync(_host, _folder, _claims.Disks, limit.Token);
            }

            return null;
        }
        catch (HostException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return "it takes too long";
        }
    }

    private async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        if (await _host.Records.FindAsync(Machine, cancellationToken) is not { } there)
        {
            return false;
        }

        return there.Record is { } record ? record.Uuid == _record
            : (await _host.Shell.RunAsync($"cat {ShellText.Quote(_folder.Importing)}", cancellationToken)).Output.TrimEnd('\n') == _token;
    }
}
