using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Appliance.Runtime.Watching;

/// <summary>A web server of one page, <c>/metrics</c>: one question a connection, a few connections at once.</summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private const int MostConnections = 8;
    private const int LongestQuestion = 8192;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly TcpListener _listener;
    private readonly Func<string> _page;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="place">Address and port; port 0 takes a free one.</param>
    /// <param name="page">Writes the page; called from any thread.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public MetricsServer(IPEndPoint place, Func<string> page)
    {
        _page = page;
        _listener = new TcpListener(place);
        _listener.Start();
        _accepting = AcceptAsync(_stop.Token);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Place => (IPEndPoint)_listener.LocalEndpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (int i = 0; i < MostConnections; i++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }

        _listener.Dispose();
        _places.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _places.WaitAsync(cancellationToken);
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
                _ = AnswerAsync(client, cancellationToken);
            }
            catch (SocketException)
            {
                // Who asked has gone before it was taken, or there are no descriptors left for the moment.
                _places.Release();
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _places.Release();
                throw;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Patience);
        try
        {
            NetworkStream stream = client.GetStream();
            byte[] answer = Answer(await ReadQuestionAsync(stream, stop.Token));
            await stream.WriteAsync(answer, stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Who asked has gone, or never finished asking: there is nobody to tell.
        }
        finally
        {
            client.Dispose();
            _places.Release();
        }
    }

    /// <returns>The first line of the question, once all of its head is here.</returns>
    private static async Task<string> ReadQuestionAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestQuestion];
        int length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n")[0];
    }

    private byte[] Answer(string question)
    {
        (string status, string type, string body) = question.Split(' ') switch
        {
            ["GET" or "HEAD", "/metrics", _] => ("200 OK", PrometheusText.ContentType, _page()),
            ["GET" or "HEAD", _, _] => ("404 Not Found", "text/plain", "there is /metrics\n"),
            [_, _, _] => ("405 Method Not Allowed", "text/plain", "GET only\n"),
            _ => ("400 Bad Request", "text/plain", "this is no HTTP\n"),
        };
        byte[] content = Encoding.UTF8.GetBytes(body);
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n");
        return question.StartsWith("HEAD ", StringComparison.Ordinal) ? head : [.. head, .. content];
    }
}
