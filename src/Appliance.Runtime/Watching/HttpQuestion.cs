using System.Globalization;
using System.Text;

namespace Appliance.Runtime.Watching;

/// <summary>Asks a web server for one page over a connection that is there already, and reads no more than the status.</summary>
internal static class HttpQuestion
{
    // "HTTP/1.1 200 " and a reason: what is longer is no web server.
    private const int LongestStatus = 1024;

    /// <summary>The status: 200.</summary>
    /// <returns>Null where what answers speaks no HTTP.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<int?> AskAsync(Stream connection, string path, CancellationToken cancellationToken)
    {
        string question = $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: appliance\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(question), cancellationToken);
        await connection.FlushAsync(cancellationToken);
        byte[] buffer = new byte[LongestStatus];
        int length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            int count = await connection.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return ReadStatus(Encoding.ASCII.GetString(buffer, 0, length));
    }

    private static int? ReadStatus(string answer)
    {
        string[] words = answer.Split(['\r', '\n'])[0].Split(' ');
        bool isStatus = words.Length >= 2 && words[0].StartsWith("HTTP/", StringComparison.Ordinal);
        return isStatus && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null;
    }
}
