using System.Net.Sockets;
using System.Text;

namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>One request, and the way to answer it byte by byte.</summary>
internal sealed class WebExchange
{
    // The first byte of a client that wants TLS (RFC 8446, 5.1); servers without it answer in plain text.
    private const byte TlsHandshake = 22;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly CancellationToken _stop;

    private WebExchange(Socket socket, Stream stream, string[] lines, CancellationToken stop)
    {
        _socket = socket;
        _stream = stream;
        _stop = stop;
        Path = lines[0].Split(' ')[1];
        Headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Counts the requests of a server from 1.</summary>
    public int Number { get; set; }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The first byte that was asked for, and the last one; null where they were not named.</summary>
    public (long First, long? Last)? Range
    {
        get
        {
            if (!Headers.TryGetValue("Range", out string? range))
            {
                return null;
            }

            string[] ends = range["bytes=".Length..].Split('-');
            return (long.Parse(ends[0]), ends[1].Length > 0 ? long.Parse(ends[1]) : null);
        }
    }

    /// <summary>Waits for the head of a request; null when the client hangs up.</summary>
    public static async Task<WebExchange?> ReadAsync(Socket socket, Stream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
            if (one[0] == TlsHandshake)
            {
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
                return null;
            }
        }

        return new WebExchange(socket, stream, head.ToString().TrimEnd().Split("\r\n"), stop);
    }

    /// <summary>Sends a status line and headers.</summary>
    public Task HeadAsync(int status, params string[] headers)
        => WriteAsync($"HTTP/1.1 {status} Whatever\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    /// <summary>Sends a status without a body.</summary>
    public Task StatusAsync(int status, params string[] headers) => HeadAsync(status, [.. headers, "Content-Length: 0"]);

    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, _stop);
        await _stream.FlushAsync(_stop);
    }

    /// <summary>Closes the connection in an orderly way, as a server that thinks it is done.</summary>
    public void HangUp() => _socket.Shutdown(SocketShutdown.Both);

    /// <summary>Breaks the connection, as a crash would.</summary>
    public void Reset() => _socket.Close(0);

    /// <summary>Keeps the connection open and says nothing more.</summary>
    public Task FallSilentAsync() => Task.Delay(Timeout.Infinite, _stop);
}
