using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi;

/// <summary>Opens pools.</summary>
internal static class XapiHosts
{
    private const string UsualUser = "root";

    /// <summary>Logs in to a pool without <c>APPLIANCE_PASSWORD</c>; the caller disposes what it gets.</summary>
    /// <exception cref="HostException">It cannot be reached, is not trusted, or does not let us in.</exception>
    public static Task<XapiHost> OpenAsync(HostEntry entry, bool mayAsk, TimeProvider time, CancellationToken cancellationToken)
        => OpenAsync(entry, new HostAccess(mayAsk, TakesSharedPassword: false), time, cancellationToken);

    /// <summary>Logs in to a pool; the caller disposes what it gets.</summary>
    /// <param name="entry">The pool.</param>
    /// <param name="access">Where its password may come from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, is not trusted, or does not let us in.</exception>
    public static async Task<XapiHost> OpenAsync(HostEntry entry, HostAccess access, TimeProvider time, CancellationToken cancellationToken)
    {
        XapiTrust trust = TrustOf(entry);
        string user = entry.Address.User ?? UsualUser;
        var credentials = new XapiCredentials(user, cancel => XapiPassword.FindAsync(entry, user, access, cancel));
        var login = new XapiLogin(entry.Name, EndpointOf(entry.Address), trust, credentials, time);
        return new XapiHost(new XapiContext(entry, await XapiSession.OpenAsync(entry.Name, login, cancellationToken), new XapiDialer(entry.Name, trust), time));
    }

    /// <summary>Looks at the certificate of a host that nothing is known of yet.</summary>
    /// <param name="entry">The pool.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Its fingerprint; null where an authority vouches for it, or nothing is encrypted.</returns>
    /// <exception cref="HostException">It cannot be reached.</exception>
    public static async Task<string?> MeetAsync(HostEntry entry, CancellationToken cancellationToken)
    {
        XapiTrust trust = TrustOf(entry with { Fingerprint = null });
        try
        {
            await using Stream connection = await new XapiDialer(entry.Name, trust).OpenAsync(EndpointOf(entry.Address), cancellationToken);
            return null;
        }
        catch (HostException) when (trust.Refused is not null)
        {
            return trust.Refused;
        }
    }

    private static XapiEndpoint EndpointOf(HostAddress address)
    {
        bool isEncrypted = address.Scheme == HostScheme.Xapi;
        return new XapiEndpoint(address.Machine, address.Port ?? (isEncrypted ? 443 : 80), isEncrypted);
    }

    private static XapiTrust TrustOf(HostEntry entry)
    {
        var trust = new XapiTrust();
        if (entry.Fingerprint is { } fingerprint)
        {
            trust.Pin(Fingerprint.Parse(fingerprint));
        }

        if (entry.CaFile is { } authorities)
        {
            trust.AddAuthorities(authorities);
        }

        return trust;
    }
}
