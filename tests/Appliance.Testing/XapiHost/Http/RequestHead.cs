using System.Globalization;
using System.Text;
using System.Web;

namespace Appliance.Testing.XapiHost.Http;

/// <summary>What comes before the body of a request.</summary>
/// <param name="Method">GET, PUT, POST.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query, by name.</param>
/// <param name="Version">HTTP/1.1 or HTTP/1.0.</param>
/// <param name="Headers">The headers, by name without regard to case; of several the last.</param>
internal sealed record RequestHead(string Method, string Path, IReadOnlyDictionary<string, string> Query, string Version, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>How long the body is said to be, in bytes; null where it is not said.</summary>
    public long? Length => Headers.TryGetValue("content-length", out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the body comes in chunks, which xapi never takes.</summary>
    public bool IsChunked => Headers.TryGetValue("transfer-encoding", out string? coding) && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the connection is to be kept for another request.</summary>
    public bool KeepsConnection => Headers.TryGetValue("connection", out string? wish)
        ? !wish.Equals("close", StringComparison.OrdinalIgnoreCase) : Version == "HTTP/1.1";

    /// <summary>The session: a cookie, or in the query; empty where there is none.</summary>
    public string Session => CookieOf("session_id") ?? Query.GetValueOrDefault("session_id", "");

    /// <summary>Reads one from a stream, a byte at a time, so that the body stays in it.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where the connection ends instead.</returns>
    /// <exception cref="HttpFailure">It is too long, or no request.</exception>
    public static async Task<RequestHead?> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (text.Length < 4 || text.ToString(text.Length - 4, 4) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
            if (text.Length > most)
            {
                throw new HttpFailure(HttpAnswer.HeaderTooLarge);
            }
        }

        return Parse(text.ToString());
    }

    private string? CookieOf(string name) => Headers.GetValueOrDefault("cookie", "").Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(cookie => cookie.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static RequestHead Parse(string text)
    {
        string[] lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] words = lines[0].Split(' ');
        if (words.Length != 3)
        {
            throw new HttpFailure(HttpAnswer.Failed("Http_svr.Malformed_request"));
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] header in lines.Skip(1).Select(line => line.Split(':', 2)))
        {
            headers[header[0].Trim()] = header[^1].Trim();
        }

        string[] target = words[1].Split('?', 2);
        var query = HttpUtility.ParseQueryString(target.Length > 1 ? target[1] : "");
        return new RequestHead(words[0], target[0], query.AllKeys.Where(key => key is not null).ToDictionary(key => key!, key => query[key]!), words[2], headers);
    }
}
