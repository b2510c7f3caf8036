using Appliance.Runtime.Xapi.Sessions;
using Appliance.Testing.XapiHost;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Opens sessions with the host of the tests.</summary>
internal static class XapiBench
{
    /// <summary>Opens one with a host that speaks no TLS.</summary>
    public static Task<XapiSession> OpenAsync(XapiServer server, string password = "secret") => OpenAsync(server.Port, password, isEncrypted: false, _ => { });

    /// <summary>Opens one over TLS.</summary>
    /// <param name="server">The host.</param>
    /// <param name="prepare">Says whom to trust.</param>
    public static Task<XapiSession> OpenAsync(XapiServer server, Action<XapiTrust> prepare) => OpenAsync(server.Port, "secret", isEncrypted: true, prepare);

    /// <summary>Opens one as somebody.</summary>
    public static Task<XapiSession> OpenAsync(XapiServer server, XapiCredentials credentials)
        => OpenAsync(new XapiEndpoint("127.0.0.1", server.Port, IsEncrypted: false), new XapiTrust(), credentials);

    /// <summary>Opens one.</summary>
    public static Task<XapiSession> OpenAsync(int port, string password, bool isEncrypted, Action<XapiTrust> prepare)
    {
        var trust = new XapiTrust();
        prepare(trust);
        return OpenAsync(new XapiEndpoint("127.0.0.1", port, isEncrypted), trust, new XapiCredentials("root", _ => Task.FromResult(password)));
    }

    private static Task<XapiSession> OpenAsync(XapiEndpoint endpoint, XapiTrust trust, XapiCredentials credentials)
        => XapiSession.OpenAsync("pool1", new XapiLogin("pool1", endpoint, trust, credentials, TimeProvider.System), default);
}
