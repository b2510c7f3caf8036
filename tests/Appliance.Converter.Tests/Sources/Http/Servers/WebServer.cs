using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>A web server on a loopback socket that answers exactly as a test wants, however wrong that is.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<WebExchange, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _running;
    private int _count;

    /// <summary>Starts to listen; with a certificate it speaks TLS.</summary>
    public WebServer(Func<WebExchange, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _running = AcceptAsync();
    }

    /// <summary>All requests so far, in order.</summary>
    public ConcurrentQueue<WebExchange> Requests { get; } = [];

    /// <summary>The URL of a path.</summary>
    public Uri this[string path] => new($"{(_certificate is null ? "http" : "https")}://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

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
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var network = new NetworkStream(socket, ownsSocket: true);
            await using Stream stream = await SecureAsync(network);
            while (await WebExchange.ReadAsync(socket, stream, _stop.Token) is { } exchange)
            {
                exchange.Number = Interlocked.Increment(ref _count);
                Requests.Enqueue(exchange);
                await _answer(exchange);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // The client hung up, refused the certificate, or the test is over.
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream network)
    {
        if (_certificate is null)
        {
            return network;
        }

        var secure = new SslStream(network);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return secure;
    }
}
