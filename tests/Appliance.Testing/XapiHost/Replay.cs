using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Testing.XapiHost;

/// <summary>
/// Sends recorded requests to a host that is not the one they were recorded from: its references take the place of the
/// recorded ones, as it gives them out.
/// </summary>
/// <param name="port">Where the host answers without TLS, on 127.0.0.1.</param>
public sealed partial class Replay(int port)
{
    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);

    /// <summary>Lets a reference take the place of a recorded one.</summary>
    public void Map(string recorded, string reference) => _references[recorded] = reference;

    /// <summary>A text with the host's references in place of recorded ones.</summary>
    public string Translate(string recorded) => Reference().Replace(recorded, match => _references.GetValueOrDefault(match.Value, match.Value));

    /// <summary>Maps all references of a recorded text to those at the same places of another.</summary>
    public void Learn(string recorded, string seen)
    {
        foreach ((Match from, Match to) in Reference().Matches(recorded).Zip(Reference().Matches(seen)))
        {
            _references.TryAdd(from.Value, to.Value);
        }
    }

    /// <summary>Sends a request as it was recorded, on a connection of its own.</summary>
    public async Task<Recording.Message> SendAsync(Recording.Message request)
    {
        byte[] body = Encoding.UTF8.GetBytes(Translate(request.Body!));
        var head = new StringBuilder($"{Translate(request.Start)} HTTP/1.1\r\n");
        foreach ((string name, string value) in request.Headers)
        {
            bool isLength = name.Equals("content-length", StringComparison.OrdinalIgnoreCase);
            head.Append(CultureInfo.InvariantCulture, $"{name}: {(isLength ? body.Length.ToString(CultureInfo.InvariantCulture) : Translate(value))}\r\n");
        }

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body]);
        return await ReadAsync(stream);
    }

    private static async Task<Recording.Message> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string status = (await reader.ReadLineAsync())!.Split(' ')[1];
        var headers = new List<(string, string)>();
        int length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            string[] parts = line.Split(": ", 2);
            headers.Add((parts[0], parts[1]));
            length = parts[0] == "content-length" ? int.Parse(parts[1], CultureInfo.InvariantCulture) : length;
        }

        char[] body = new char[length];
        // Where nothing is to be read, a reader waits all the same.
        if (length > 0)
        {
            await reader.ReadBlockAsync(body);
        }

        return new Recording.Message(status, headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }

    [GeneratedRegex("OpaqueRef:[0-9a-f-]{36}", RegexOptions.None, 60_000)]
    private static partial Regex Reference();
}
