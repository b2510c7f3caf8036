using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi;

/// <summary>Opens pools.</summary>
internal static class XapiHosts
{
    private const string UsualUser = "root";

    /// <summary>Logs in to a pool; the caller disposes what it gets.</summary>
    /// <param name="entry">The pool.</param>
    /// <param name="mayAsk">Whether the password may be asked for on the terminal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="HostException">It cannot be reached, is not trusted, or does not let us in.</exception>
    public static async Task<XapiHost> OpenAsync(HostEntry entry, bool mayAsk, TimeProvider time, CancellationToken cancellationToken)
    {
        XapiTrust trust = TrustOf(entry);
        string user = entry.Address.User ?? UsualUser;
        var credentials = new XapiCredentials(user, cancel => XapiPassword.FindAsync(entry, user, mayAsk, cancel));
        bool isEncrypted = entry.Address.Scheme == HostScheme.Xapi;
        var endpoint = new XapiEndpoint(entry.Address.Machine, entry.Address.Port ?? (isEncrypted ? 443 : 80), isEncrypted);
        var login = new XapiLogin(entry.Name, endpoint, trust, credentials, time);
        return new XapiHost(new XapiContext(entry, await XapiSession.OpenAsync(entry.Name, login, cancellationToken), new XapiDialer(entry.Name, trust), time));
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
