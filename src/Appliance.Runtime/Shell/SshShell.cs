using System.Diagnostics;
using Appliance.Formats.IO;
using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Shell;

/// <summary>
/// The shell of another machine, over the system's own <c>ssh</c>: the user's configuration, agent, jump hosts and known hosts
/// apply. All scripts share one connection, and a broken one is made anew by the next script.
/// </summary>
public sealed class SshShell : GuardedShell
{
    private readonly SshCommand _command;
    private readonly SshSocket _socket = new();
    private readonly bool _mayAsk;

    private SshShell(HostEntry entry, bool mayAsk)
        : base(entry.Name) => (_command, _mayAsk) = (new SshCommand(entry, _socket.Path), mayAsk);

    /// <summary>Connects to a host.</summary>
    /// <param name="entry">The host.</param>
    /// <param name="mayAsk">Whether ssh may ask on the terminal, for a passphrase or about a host key.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, or does not let us in.</exception>
    public static async Task<SshShell> OpenAsync(HostEntry entry, bool mayAsk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await using var shell = new Ownership<SshShell>(new SshShell(entry, mayAsk));
        await shell.Held.OpenAsync(cancellationToken);
        return shell.Release();
    }

    /// <inheritdoc/>
    public override async Task<Stream> DialAsync(string address, int port, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var start = new ProcessStartInfo("setsid", ["ssh", .. _command.Forward(address, port)])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        await using var connection = new Ownership<ForwardedConnection>(new ForwardedConnection(Process.Start(start)!));
        return await connection.Held.WaitAsync(cancellationToken)
            ? connection.Release() : throw new HostException(Name, $"{address} port {port}: nobody answers there, or the host forwards no connections");
    }

    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        bool acceptsAnyKey = SshCommand.AcceptsAnyKey(await RunAsync(_command.Configuration, cancellationToken));
        await RunAsync(_command.Master(_mayAsk, acceptsAnyKey), cancellationToken);
    }

    private protected override ChildProcess StartShell(IReadOnlyList<string> arguments) =>
        ChildProcess.Start(Name, isDetached: true, "ssh", _command.Session(arguments));

    private protected override HostException Explain(string error) => SshFailure.Explain(Name, _command.Address, error);

    private protected override async ValueTask CloseAsync()
    {
        using (ChildProcess exit = ChildProcess.Start(Name, isDetached: true, "ssh", _command.Exit))
        {
            await exit.EndAsync(CancellationToken.None);
        }

        _socket.Dispose();
    }

    // In the terminal's own session, so that ssh can ask there.
    private async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using ChildProcess ssh = ChildProcess.Start(Name, isDetached: false, "ssh", arguments);
        try
        {
            string output = await BoundedText.ReadHeadAsync(ssh.Output, 1 << 20, cancellationToken);
            (int code, string error) = await ssh.EndAsync(cancellationToken);
            return code == 0 ? output : throw Explain(error);
        }
        catch (OperationCanceledException)
        {
            ssh.Kill();
            throw;
        }
    }
}
