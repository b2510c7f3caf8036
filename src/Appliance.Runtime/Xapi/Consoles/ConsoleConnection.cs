using System.Text;
using Appliance.Formats.IO;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Consoles;

/// <summary>Connects with consoles: <c>CONNECT /console</c> at the host that has the machine, which is known by the pool's word.</summary>
/// <param name="pool">The pool.</param>
internal sealed class ConsoleConnection(XapiContext pool)
{
    private const int Done = 200;

    /// <summary>Opens one; the caller disposes it.</summary>
    /// <param name="console">Reference of the console.</param>
    /// <param name="location">Where it is, as its record tells: a URL.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">It is refused, or nobody answers who is trusted.</exception>
    public async Task<XapiConsole> OpenAsync(string console, string location, CancellationToken cancellationToken)
    {
        (XapiEndpoint endpoint, XapiTrust trust) = await FindAsync(location, cancellationToken);
        await using var connection = new Ownership<Stream>(await pool.Dialer.OpenAsync(endpoint, trust, cancellationToken));
        ResponseHead head = await AskAsync(connection.Held, endpoint, console, cancellationToken);
        return head.Status == Done ? new XapiConsole(pool.Name, connection.Release())
            : throw new HostException(pool.Name, $"{head.Status}", $"{endpoint.Machine} does not open the console: {Explain(head.Status)}");
    }

    private async Task<(XapiEndpoint Endpoint, XapiTrust Trust)> FindAsync(string location, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out Uri? place))
        {
            throw new HostException(pool.Name, $"it tells no place of the console, but \"{location}\": look whether the machine has just been moved, and try again");
        }

        XapiEndpoint pools = pool.Session.Endpoint;
        // That a host is to be spoken to without encryption is never taken from another's word.
        XapiEndpoint endpoint = pools with { Machine = place.IdnHost, Port = place.IsDefaultPort ? pools.Port : place.Port };
        return (endpoint, await new MemberCertificates(pool.Session, pool.Dialer.Trust).TrustAsync(endpoint.Machine, cancellationToken));
    }

    // The session is a cookie: what stands in the line of a request is written to logs.
    private async Task<ResponseHead> AskAsync(Stream connection, XapiEndpoint endpoint, string console, CancellationToken cancellationToken)
    {
        string head = $"CONNECT /console?ref={Uri.EscapeDataString(console)} HTTP/1.1\r\nHost: {endpoint.Machine}\r\nUser-Agent: appliance\r\nCookie: session_id={pool.Session.Reference}\r\n\r\n";
        try
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
            await connection.FlushAsync(cancellationToken);
            return await ResponseHead.ReadAsync(connection, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HostException(pool.Name, null, $"{endpoint.Machine} hung up on a console: {e.Message}", e);
        }
    }

    private static string Explain(int status) => status switch
    {
        401 => "it does not know the session; try again",
        404 => "the machine has none at the moment; try again when it has started",
        503 => "somebody else has it, and the pool allows one at a time (limit_console_sessions)",
        _ => $"it answered HTTP {status}; the machine may have stopped, or moved to another host: look with list, and try again",
    };
}
