using System.Net;
using System.Net.Sockets;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A host that hangs up on everybody before a word is said.</summary>
internal sealed class HangingUp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;

    public HangingUp()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it is.</summary>
    public string Address => $"https://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            (await _listener.AcceptTcpClientAsync()).Dispose();
        }
    }
}
