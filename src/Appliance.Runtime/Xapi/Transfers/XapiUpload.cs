using System.Globalization;
using System.Text;
using Appliance.Formats.IO;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// A request whose body is written as it comes to be. Xapi answers before it reads the body: who is not let in, or sent to
/// another host, learns it first. Whether the body was taken is told by a task alone; xapi hangs up when it has what it wants.
/// </summary>
internal sealed class XapiUpload : IAsyncDisposable
{
    private const int MostRedirects = 3;

    private XapiUpload(Stream connection) => Body = new UploadBody(connection);

    /// <summary>What the body is written to. It breaks where xapi wants no more of it.</summary>
    public UploadBody Body { get; }

    /// <summary>Opens one.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="dialer">Opens the connection.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="length">Bytes of the body; null where that is not known, and the body tells its end itself.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">It is refused, or nobody answers.</exception>
    public static async Task<XapiUpload> OpenAsync(string host, XapiDialer dialer, XapiEndpoint endpoint, string target, long? length, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            await using var connection = new Ownership<Stream>(await dialer.OpenAsync(endpoint, cancellationToken));
            try
            {
                ResponseHead head = await AskAsync(connection.Held, endpoint, target, length, cancellationToken);
                if (head.Status == 200)
                {
                    return new XapiUpload(connection.Release());
                }

                if (head.Status != 302 || redirects == MostRedirects || !Uri.TryCreate(head.Location, UriKind.Absolute, out Uri? other))
                {
                    throw new HostException(host, $"{head.Status}", $"{endpoint.Machine} does not take an upload: it answered HTTP {head.Status}");
                }

                // The host that sees the storage. That it is to be spoken to without encryption is never taken from another's word.
                (endpoint, target) = (endpoint with { Machine = other.IdnHost, Port = other.IsDefaultPort ? endpoint.Port : other.Port }, other.PathAndQuery);
            }
            catch (IOException e)
            {
                throw new HostException(host, null, $"{endpoint.Machine} hung up on an upload: {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Body.DisposeAsync();

    private static async Task<ResponseHead> AskAsync(Stream connection, XapiEndpoint endpoint, string target, long? length, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"PUT {target} HTTP/1.1\r\nHost: {endpoint.Machine}\r\nUser-Agent: appliance\r\nConnection: close\r\n");
        if (length is { } bytes)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n");
        }

        await connection.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        await connection.FlushAsync(cancellationToken);
        return await ResponseHead.ReadAsync(connection, cancellationToken);
    }
}
