using System.Text;
using Appliance.Formats.IO;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>
/// Keeps two administrators from working on one machine at a time. A shell on the host holds it, so it is free again when this
/// program ends or the connection breaks.
/// </summary>
internal sealed class MachineLock : IAsyncDisposable
{
    private const int Held = 3;
    private const int NoMachine = 4;
    private const string Taken = "taken ";

    private readonly IHostShell _shell;
    private readonly MachineFolder _folder;
    private readonly string _who;
    private IShellProcess _holder;
    private string _target;

    private MachineLock(IHostShell shell, MachineFolder folder, string who, (IShellProcess Holder, string Target) taken)
        => (_shell, _folder, _who, _holder, _target) = (shell, folder, who, taken.Holder, taken.Target);

    /// <summary>Takes the lock.</summary>
    /// <param name="shell">The host's shell.</param>
    /// <param name="folder">The folder of the host's entry.</param>
    /// <param name="machine">The machine, or one that is being imported.</param>
    /// <param name="operation">For what, a word or two.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">Somebody else has it, or there is no such machine.</exception>
    public static async Task<MachineLock> AcquireAsync(
        IHostShell shell, string folder, string machine, string operation, CancellationToken cancellationToken)
    {
        var place = new MachineFolder(folder, machine);
        string who = $"{operation} by {Environment.UserName}@{Environment.MachineName}";
        return new MachineLock(shell, place, who, await TakeAsync(shell, place, who, cancellationToken));
    }

    /// <summary>
    /// Makes sure that the lock is held, and takes it anew where the connection that held it broke. Others may have worked on the
    /// machine in between: the caller looks again what is there.
    /// </summary>
    /// <returns>False where the machine is gone.</returns>
    /// <exception cref="HostException">Somebody else has it now, or the host is out of reach.</exception>
    public async Task<bool> RegainAsync(CancellationToken cancellationToken)
    {
        ShellResult result = await _shell.RunAsync(LockScript.IsHeld(_folder.Lock, _target), cancellationToken);
        if (result.ExitCode == NoMachine)
        {
            return false;
        }

        if (result.ExitCode != 0)
        {
            (IShellProcess holder, string target) = await TakeAsync(_shell, _folder, _who, cancellationToken);
            await _holder.DisposeAsync();
            (_holder, _target) = (holder, target);
        }

        return true;
    }

    /// <summary>Lets go. Where the connection is gone, so is the holder, and the next one takes the lock over.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _holder.WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
        }

        await _holder.DisposeAsync();
    }

    private static async Task<(IShellProcess Holder, string Target)> TakeAsync(
        IHostShell shell, MachineFolder folder, string who, CancellationToken cancellationToken)
    {
        await using var holder = new Ownership<IShellProcess>(await shell.StartAsync(LockScript.Take(folder.Lock, who), cancellationToken));
        string line = await ReadLineAsync(holder.Held.Output, cancellationToken);
        if (line.StartsWith(Taken, StringComparison.Ordinal))
        {
            return (holder.Release(), line[Taken.Length..]);
        }

        ShellResult result = await holder.Held.WaitAsync(cancellationToken);
        throw result.ExitCode switch
        {
            Held => new HostException(shell.Name, $"{folder.Machine} is busy: {line}; wait until that is over"),
            NoMachine => MachineSession.Missing(shell.Name, folder.Machine),
            _ => new HostException(shell.Name, $"{result.ExitCode}", $"cannot lock {folder.Machine}: {result.Error.Trim()}"),
        };
    }

    private static async Task<string> ReadLineAsync(Stream output, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < 1024 && await output.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
