using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

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
    private readonly List<DiskRecord> _disks = [];
    private bool _isCommitted;

    private Reservation(XlContext host, MachineFolder folder, MachineLock held) => (_host, _folder, _lock) = (host, folder, held);

    /// <summary>Takes a name.</summary>
    /// <param name="host">The host.</param>
    /// <param name="machine">The name, a valid one.</param>
    /// <param name="operation">For what, a word or two.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">Somebody else has it.</exception>
    public static async Task<Reservation> MakeAsync(XlContext host, string machine, string operation, CancellationToken cancellationToken)
    {
        MachineFolder folder = host.FolderOf(machine);
        ShellResult result = await host.Shell.RunAsync(
            $"""
            set -e; umask 077; d={ShellText.Quote(folder.Path)}
            mkdir -p "$(dirname "$d")"
            [ ! -e "$d" ] || exit {Taken}
            mkdir "$d" || exit {Taken}
            : > "$d/importing"
            """, cancellationToken);
        if (result.ExitCode == Taken)
        {
            throw new HostException(
                host.Name, $"there is a machine {machine} already, or one is being imported; take another name, or see what host check says of it");
        }

        result.Demand($"make a folder for {machine}");
        return new Reservation(host, folder, await MachineLock.AcquireAsync(host.Shell, host.Entry.Folder, machine, operation, cancellationToken));
    }

    /// <summary>Writes down a disk before it is made, so that it can be found whatever happens.</summary>
    public async Task ExpectAsync(DiskRecord disk, CancellationToken cancellationToken)
    {
        await VolumeList.AddAsync(_host.Shell, _folder, disk, cancellationToken);
        _disks.Add(disk);
    }

    /// <summary>Makes the machine appear.</summary>
    public async Task CommitAsync(MachineRecord record, CancellationToken cancellationToken)
    {
        await _host.Records.WriteAsync(record, cancellationToken);
        _isCommitted = true;
        ShellResult result = await _host.Shell.RunAsync($"rm -f {ShellText.Quote(_folder.Importing)}", cancellationToken);
        result.Demand($"finish {record.Name}");
    }

    /// <summary>Takes back a commit, as long as this is not disposed of: what was made goes away after all.</summary>
    public void Revoke() => _isCommitted = false;

    /// <summary>Lets go of the machine; removes what was made where it was not committed. What cannot be removed is left for a repair.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isCommitted)
        {
            using var limit = new CancellationTokenSource(CleaningTime);
            try
            {
                await Leftovers.RemoveAsync(_host, _folder, _disks, limit.Token);
            }
            catch (Exception e) when (e is HostException or OperationCanceledException)
            {
            }
        }

        await _lock.DisposeAsync();
    }
}
