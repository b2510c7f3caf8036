using System.Net.Sockets;

namespace Appliance.Runtime.Shell;

/// <summary>The shell of this machine.</summary>
public sealed class LocalShell : GuardedShell
{
    /// <summary>Nothing is started yet.</summary>
    /// <param name="name">This machine, as the user calls it.</param>
    public LocalShell(string name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    public override async Task<Stream> DialAsync(string address, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await DirectConnection.OpenAsync(address, port, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HostException(Name, null, $"{address} port {port}: {e.Message}", e);
        }
    }

    private protected override Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private protected override ChildProcess StartShell(IReadOnlyList<string> arguments) =>
        ChildProcess.Start(Name, isDetached: true, "sh", arguments);

    private protected override HostException Explain(string error) => new(Name, "the shell that guards scripts was ended; try again");

    private protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}
