using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>
/// A session with a pool: calls go out in it, side by side where wanted. When it has run out, or the pool has another
/// coordinator, it is renewed and the call goes out again.
/// </summary>
internal sealed class XapiSession : IAsyncDisposable
{
    // So long is waited for a logout: the host forgets the session by itself as well.
    private static readonly TimeSpan LongestLogout = TimeSpan.FromSeconds(5);

    // So long is waited, after the work was given up, for what is just being made: not to know it is worse.
    private static readonly TimeSpan LongestGiveUp = TimeSpan.FromSeconds(10);

    private readonly XapiLogin _login;
    private readonly SemaphoreSlim _renewing = new(1);
    private readonly List<XapiTransport> _transports = [];
    private XapiTicket _ticket;

    private XapiSession(string host, XapiLogin login, XapiTicket ticket)
    {
        (Host, _login, _ticket) = (host, login, ticket);
        _transports.Add(ticket.Transport);
    }

    /// <summary>The host, as the user calls it.</summary>
    public string Host { get; }

    /// <summary>The session, for requests that are no calls.</summary>
    public string Reference => _ticket.Reference;

    /// <summary>Where calls go at the moment: the coordinator of the pool.</summary>
    public XapiEndpoint Endpoint => _ticket.Transport.Endpoint;

    /// <summary>Opens a session.</summary>
    /// <exception cref="HostException">The host is out of reach, or does not let us in.</exception>
    public static async Task<XapiSession> OpenAsync(string host, XapiLogin login, CancellationToken cancellationToken)
        => new(host, login, await login.RunAsync(cancellationToken));

    /// <summary>Calls a method.</summary>
    /// <param name="method">Its name: <c>VM.start</c>.</param>
    /// <param name="parameters">Its parameters, without the session.</param>
    /// <param name="cancellationToken">Gives up waiting; what was asked for may go on.</param>
    /// <returns>Its result; an empty text where it has none.</returns>
    /// <exception cref="XapiException">The host refused it.</exception>
    /// <exception cref="HostException">No answer came.</exception>
    public Task<XmlRpcValue> CallAsync(string method, IReadOnlyList<XmlRpcValue> parameters, CancellationToken cancellationToken)
        => CallAsync(new XapiCall(method, parameters), cancellationToken);

    /// <summary>Calls a method.</summary>
    /// <param name="call">The call, without the session.</param>
    /// <param name="cancellationToken">Gives up waiting; what was asked for may go on.</param>
    /// <returns>Its result; an empty text where it has none.</returns>
    /// <exception cref="XapiException">The host refused it.</exception>
    /// <exception cref="HostException">No answer came.</exception>
    public async Task<XmlRpcValue> CallAsync(XapiCall call, CancellationToken cancellationToken)
    {
        XapiTicket ticket = _ticket;
        XapiAnswer answer = await ticket.AskAsync(Host, call, cancellationToken);
        if (answer.Error is { Code: XapiError.SessionInvalid or XapiError.HostIsSlave })
        {
            // Refused before anything was done.
            ticket = await RenewAsync(ticket, cancellationToken);
            answer = await ticket.AskAsync(Host, call, cancellationToken);
        }

        return answer.Result ?? throw new XapiException(Host, answer.Error!);
    }

    /// <summary>Calls a method that makes something. Who gives up meanwhile still waits a little for the answer, so that it is known.</summary>
    /// <param name="method">Its name: <c>VDI.create</c>.</param>
    /// <param name="parameters">Its parameters, without the session.</param>
    /// <param name="cancellationToken">Gives up, where no answer comes within ten seconds.</param>
    /// <returns>What was made, as a rule its reference.</returns>
    /// <exception cref="XapiException">The host refused it.</exception>
    /// <exception cref="HostException">No answer came.</exception>
    public async Task<XmlRpcValue> MakeAsync(string method, IReadOnlyList<XmlRpcValue> parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var giveUp = new CancellationTokenSource();
        Task<XmlRpcValue> call = CallAsync(method, parameters, giveUp.Token);
        try
        {
            return await call.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var late = new CancellationTokenSource(LongestGiveUp, _login.Time);
            await using CancellationTokenRegistration end = late.Token.Register(giveUp.Cancel);
            return await call;
        }
    }

    /// <summary>Ends another session of this pool, which a call has opened.</summary>
    /// <param name="reference">Its reference.</param>
    public Task EndAsync(string reference) => LogOutAsync(_ticket with { Reference = reference });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LogOutAsync(_ticket);

        _transports.ForEach(transport => transport.Dispose());
        _renewing.Dispose();
    }

    private async Task LogOutAsync(XapiTicket ticket)
    {
        using var limit = new CancellationTokenSource(LongestLogout);
        Task logout = ticket.AskAsync(Host, "session.logout", [], limit.Token);
        await logout.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Logs in again, once for all who found the same session gone.</summary>
    private async Task<XapiTicket> RenewAsync(XapiTicket gone, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(_ticket, gone))
            {
                _ticket = await _login.RunAsync(cancellationToken);
                // Others may still wait for answers over the old one.
                _transports.Add(_ticket.Transport);
            }

            return _ticket;
        }
        finally
        {
            _renewing.Release();
        }
    }
}
