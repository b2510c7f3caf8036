using System.Net;
using System.Net.Sockets;

namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>A bad line to a good server: passes bytes on, and breaks each connection after some of them.</summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Func<int> _budget;
    private readonly Task _running;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">The server's port.</param>
    /// <param name="budget">How many bytes from the server the next connection lets through.</param>
    public CuttingRelay(int target, Func<int> budget)
    {
        _target = target;
        _budget = budget;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were broken.</summary>
    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _connections.Add(RelayAsync(await _listener.AcceptSocketAsync(_stop.Token), _budget()));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RelayAsync(Socket client, int budget)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            Task up = PassAsync(client, server, long.MaxValue);
            await PassAsync(server, client, budget);
            Cuts++;
            client.Close(0);
            server.Close(0);
            await up;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            client.Close();
        }
    }

    private async Task PassAsync(Socket from, Socket to, long budget)
    {
        var buffer = new byte[16 << 10];
        while (budget > 0)
        {
            int count = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(budget, buffer.Length)), _stop.Token);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            budget -= count;
        }
    }
}
