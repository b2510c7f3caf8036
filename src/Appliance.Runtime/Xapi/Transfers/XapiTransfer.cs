using System.Globalization;
using System.Text;
using Appliance.Formats.IO;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Opens a connection over which much goes to a host, or comes from it. Where another host sees the storage, it is asked.</summary>
/// <param name="session">A session with the pool.</param>
/// <param name="dialer">Opens connections.</param>
internal sealed class XapiTransfer(XapiSession session, XapiDialer dialer)
{
    private const int MostRedirects = 3;

    /// <summary>Asks for it.</summary>
    /// <param name="method">What is done: <c>GET</c>, <c>PUT</c>.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="length">Bytes that will be sent; null where that is not known, or nothing is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The connection behind the answer's head; the caller disposes it.</returns>
    /// <exception cref="HostException">It is refused, or nobody answers.</exception>
    public async Task<Stream> OpenAsync(string method, string target, long? length, CancellationToken cancellationToken)
    {
        XapiEndpoint endpoint = session.Endpoint;
        for (int redirects = 0; ; redirects++)
        {
            await using var connection = new Ownership<Stream>(await dialer.OpenAsync(endpoint, cancellationToken));
            try
            {
                ResponseHead head = await AskAsync(connection.Held, endpoint, $"{method} {target}", length, cancellationToken);
                if (head.Status == 200)
                {
                    return connection.Release();
                }

                if (head.Status != 302 || redirects == MostRedirects || !Uri.TryCreate(head.Location, UriKind.Absolute, out Uri? other))
                {
                    throw new HostException(session.Host, $"{head.Status}", $"{endpoint.Machine} refused a transfer: it answered HTTP {head.Status}");
                }

                // The host that sees the storage. That it is to be spoken to without encryption is never taken from another's word.
                await new MemberCertificates(session, dialer.Trust).PinAsync(cancellationToken);
                (endpoint, target) = (endpoint with { Machine = other.IdnHost, Port = other.IsDefaultPort ? endpoint.Port : other.Port }, other.PathAndQuery);
            }
            catch (IOException e)
            {
                throw new HostException(session.Host, null, $"{endpoint.Machine} hung up on a transfer: {e.Message}", e);
            }
        }
    }

    private static async Task<ResponseHead> AskAsync(Stream connection, XapiEndpoint endpoint, string request, long? length, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request} HTTP/1.1\r\nHost: {endpoint.Machine}\r\nUser-Agent: appliance\r\nConnection: close\r\n");
        if (length is { } bytes)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n");
        }

        await connection.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        await connection.FlushAsync(cancellationToken);
        return await ResponseHead.ReadAsync(connection, cancellationToken);
    }
}
