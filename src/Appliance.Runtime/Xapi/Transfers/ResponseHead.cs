using System.Globalization;
using System.Text;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>The beginning of an answer: what comes before its body.</summary>
/// <param name="Status">The status: 200.</param>
/// <param name="Location">Where to ask instead; null where that is not said.</param>
internal sealed record ResponseHead(int Status, string? Location)
{
    private const int Longest = 16 * 1024;

    /// <summary>Reads it, and leaves what comes behind.</summary>
    /// <exception cref="IOException">The connection ends, or what comes is no answer.</exception>
    public static async Task<ResponseHead> ReadAsync(Stream connection, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (text.Length < 4 || text.ToString(text.Length - 4, 4) != "\r\n\r\n")
        {
            await connection.ReadExactlyAsync(one, cancellationToken);
            if (text.Append((char)one[0]).Length > Longest)
            {
                throw new IOException("what was answered is no HTTP");
            }
        }

        return Parse(text.ToString().Split("\r\n"));
    }

    private static ResponseHead Parse(string[] lines)
    {
        const string Header = "location:";
        string[] words = lines[0].Split(' ');
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            throw new IOException("what was answered is no HTTP");
        }

        return new ResponseHead(status, lines.FirstOrDefault(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))?[Header.Length..].Trim());
    }
}
