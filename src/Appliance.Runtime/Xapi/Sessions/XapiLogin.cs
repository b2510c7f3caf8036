using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>
/// Logs in, in the newest language that the host speaks: to the coordinator of its pool where it is a member, and when it is
/// up where it is still booting.
/// </summary>
/// <param name="host">The host, as the user calls it.</param>
/// <param name="endpoint">Where it is.</param>
/// <param name="trust">How it is known.</param>
/// <param name="credentials">Who logs in.</param>
/// <param name="time">The clock.</param>
internal sealed class XapiLogin(string host, XapiEndpoint endpoint, XapiTrust trust, XapiCredentials credentials, TimeProvider time)
{
    // A pool has one coordinator; it may be handed over in between.
    private const int MostRedirects = 3;

    // What a call of xapi takes for the client's version; xapi does not look at it.
    private const string ClientVersion = "1.0";

    private const string Program = "appliance";

    // From newest to oldest: the second edition of JSON-RPC is told apart since 2017, JSON is spoken since 2012.
    private static readonly IXapiLanguage[] Languages = [new JsonRpc(hasVersion: true), new JsonRpc(hasVersion: false), new XmlRpc()];

    private static readonly TimeSpan LongestBoot = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(3);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Logs in.</summary>
    /// <exception cref="XapiException">It is refused.</exception>
    /// <exception cref="HostException">The host is out of reach, or is none.</exception>
    public async Task<XapiTicket> RunAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        XapiEndpoint current = endpoint;
        int redirects = 0;
        while (true)
        {
            var transport = new XapiTransport(host, current, trust);
            XapiTicket? ticket = null;
            try
            {
                (ticket, XapiError? error, string? coordinator) = await TryAsync(transport, cancellationToken);
                if (ticket is not null)
                {
                    return ticket;
                }

                if (error is { Code: XapiError.HostIsSlave, Parameters: [string machine, ..] } && redirects++ < MostRedirects)
                {
                    current = current with { Machine = machine };
                    PinCoordinator(coordinator);
                }
                else if (error!.Code == XapiError.HostStillBooting && time.GetElapsedTime(start) < LongestBoot)
                {
                    await Task.Delay(BetweenAttempts, time, cancellationToken);
                }
                else
                {
                    throw new XapiException(host, error);
                }
            }
            finally
            {
                if (ticket is null)
                {
                    transport.Dispose();
                }
            }
        }
    }

    private async Task<(XapiTicket? Ticket, XapiError? Error, string? Coordinator)> TryAsync(XapiTransport transport, CancellationToken cancellationToken)
    {
        var call = new XapiCall("session.login_with_password", [credentials.User, await credentials.PasswordAsync(cancellationToken), ClientVersion, Program]);
        string heard = "";
        foreach (IXapiLanguage language in Languages)
        {
            XapiResponse response = await transport.PostAsync(language, call, cancellationToken);
            try
            {
                XapiAnswer answer = response.Read(language);
                XapiTicket? ticket = answer.Result is { } session ? new XapiTicket(transport, language, session.Text()) : null;
                return (ticket, answer.Error, response.Coordinator);
            }
            catch (FormatException e)
            {
                heard = e.Message;
            }
        }

        throw new HostException(host, $"{transport.Endpoint.Machine} port {transport.Endpoint.Port} is no xapi: what it answered {heard}");
    }

    /// <summary>A member that is known by its certificate vouches for that of its coordinator.</summary>
    private void PinCoordinator(string? coordinator)
    {
        if (coordinator is not null && trust.HasPins)
        {
            trust.Pin(Fingerprint.Parse(coordinator));
        }
    }
}
