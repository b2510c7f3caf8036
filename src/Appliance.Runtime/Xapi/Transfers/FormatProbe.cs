using System.Text;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Finds out whether a host takes disks in a form: it is asked to, without a disk, and has another answer for what it does not know.</summary>
/// <param name="session">The session.</param>
/// <param name="dialer">Opens connections.</param>
internal sealed class FormatProbe(XapiSession session, XapiDialer dialer)
{
    // Of the disk, which is not named; older hosts ask for that first, and know no formats.
    private const int BadRequest = 400;
    private const int Unauthorised = 401;

    /// <summary>Asks.</summary>
    /// <param name="format">As the host calls it: <c>qcow2</c>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Nobody answers.</exception>
    public async Task<bool> IsKnownAsync(string format, CancellationToken cancellationToken)
    {
        XapiEndpoint endpoint = session.Endpoint;
        await using Stream connection = await dialer.OpenAsync(endpoint, cancellationToken);
        string request = $"PUT /import_raw_vdi?format={format} HTTP/1.1\r\nHost: {endpoint.Machine}\r\nCookie: session_id={session.Reference}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
            await connection.FlushAsync(cancellationToken);
            ResponseHead answer = await ResponseHead.ReadAsync(connection, cancellationToken);
            return answer.Status == Unauthorised ? throw new HostException(session.Host, $"{answer.Status}", $"{endpoint.Machine} does not know the session; try again") : answer.Status == BadRequest;
        }
        catch (IOException e)
        {
            throw new HostException(session.Host, null, $"{endpoint.Machine} hung up when it was asked for {format}: {e.Message}", e);
        }
    }
}
