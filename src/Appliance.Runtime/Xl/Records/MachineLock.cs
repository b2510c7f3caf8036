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

    private readonly IShellProcess _holder;

    private MachineLock(IShellProcess holder) => _holder = holder;

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
        string who = $"{operation} by {Environment.UserName}@{Environment.MachineName}";
        await using var holder = new Ownership<IShellProcess>(
            await shell.StartAsync(LockScript.Take(new MachineFolder(folder, machine).Lock, who), cancellationToken));
        string line = await ReadLineAsync(holder.Held.Output, cancellationToken);
        if (line == "taken")
        {
            return new MachineLock(holder.Release());
        }

        ShellResult result = await holder.Held.WaitAsync(cancellationToken);
        throw result.ExitCode switch
        {
            Held => new HostException(shell.Name, $"{machine} is busy: {line}; wait until that is over"),
            NoMachine => MachineSession.Missing(shell.Name, machine),
            _ => new HostException(shell.Name, $"{result.ExitCode}", $"cannot lock {machine}: {result.Error.Trim()}"),
        };
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
