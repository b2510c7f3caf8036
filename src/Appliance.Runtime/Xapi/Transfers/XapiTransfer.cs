using System.Globalization;
using System.Text;
using Appliance.Formats.IO;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// One connection over which much goes to a host, or comes from it, and the task that tells how it ended. Where another host sees
/// the storage, that one is asked, with a task of its own: a host that sends us elsewhere ends the task it was asked with.
/// </summary>
/// <param name="session">A session with the pool.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tasks">Makes and ends tasks.</param>
internal sealed class XapiTransfer(XapiSession session, XapiDialer dialer, XapiTasks tasks)
{
    private const int MostRedirects = 3;

    private string? _task;
    private bool _isAsked;

    /// <summary>Asks for it.</summary>
    /// <param name="method">What is done: <c>GET</c>, <c>PUT</c>.</param>
    /// <param name="target">Path and query, without session and task.</param>
    /// <param name="label">What the task is called.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The connection behind the answer's head; the caller disposes it.</returns>
    /// <exception cref="HostException">It is refused, or nobody answers.</exception>
    public async Task<Stream> OpenAsync(string method, string target, string label, CancellationToken cancellationToken)
    {
        (XapiEndpoint endpoint, XapiTrust trust) = (session.Endpoint, dialer.Trust);
        for (int redirects = 0; ; redirects++)
        {
            _task = await tasks.CreateAsync(label, cancellationToken);
            await using var connection = new Ownership<Stream>(await dialer.OpenAsync(endpoint, trust, cancellationToken));
            ResponseHead head = await AskAsync(connection.Held, endpoint, $"{method} {Complete(target, _task)}", cancellationToken);
            if (head.Status == 200)
            {
                return connection.Release();
            }

            if (head.Status != 302 || redirects == MostRedirects || !Uri.TryCreate(head.Location, UriKind.Absolute, out Uri? other))
            {
                throw new HostException(session.Host, $"{head.Status}", $"{endpoint.Machine} refused a transfer: it answered HTTP {head.Status}");
            }

            _isAsked = false;
            trust = await new MemberCertificates(session, dialer.Trust).TrustAsync(other.IdnHost, cancellationToken);
            await tasks.DropAsync(_task);
            // That it is to be spoken to without encryption is never taken from another's word.
            endpoint = endpoint with { Machine = other.IdnHost, Port = other.IsDefaultPort ? endpoint.Port : other.Port };
        }
    }

    /// <summary>Waits for the end of what was asked for.</summary>
    /// <exception cref="XapiException">It failed.</exception>
    public Task<XmlRpcValue> WatchAsync(CancellationToken cancellationToken) => tasks.WatchAsync(_task!, null, cancellationToken);

    /// <summary>Ends a transfer that does not come to its end. Nothing is waited for where no host is at work on it.</summary>
    /// <param name="isByHost">Whether the host may have broken it off, so that the task tells why.</param>
    /// <param name="cancellationToken">Stops the wait for that.</param>
    /// <returns>What came of it where the host has done it all the same; null otherwise.</returns>
    /// <exception cref="XapiException">The reason that the task tells.</exception>
    public async Task<XmlRpcValue?> EndAsync(bool isByHost, CancellationToken cancellationToken)
    {
        if (_task is null)
        {
            return null;
        }

        if (!_isAsked)
        {
            await tasks.DropAsync(_task);
            return null;
        }

        return isByHost ? await tasks.EndAsync(_task, cancellationToken) : await tasks.AbandonAsync(_task);
    }

    private static string Complete(string target, string task) => $"{target}&task_id={Uri.EscapeDataString(task)}";

    private async Task<ResponseHead> AskAsync(Stream connection, XapiEndpoint endpoint, string request, CancellationToken cancellationToken)
    {
        // What stands in the line of a request is written to logs: the session is a cookie.
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{request} HTTP/1.1\r\nHost: {endpoint.Machine}\r\nUser-Agent: appliance\r\nCookie: session_id={session.Reference}\r\nConnection: close\r\n\r\n");
        try
        {
            // What is broken off in between may have been heard.
            _isAsked = true;
            await connection.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
            await connection.FlushAsync(cancellationToken);
            return await ResponseHead.ReadAsync(connection, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HostException(session.Host, null, $"{endpoint.Machine} hung up on a transfer: {e.Message}", e);
        }
    }
}
