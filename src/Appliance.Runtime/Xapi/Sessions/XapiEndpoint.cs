namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>Where a xapi answers.</summary>
/// <param name="Machine">A name or an IP address.</param>
/// <param name="Port">A TCP port.</param>
/// <param name="IsEncrypted">Whether it is spoken to over TLS.</param>
internal sealed record XapiEndpoint(string Machine, int Port, bool IsEncrypted)
{
    /// <summary>The same as a URL without a path.</summary>
    public Uri Address => new UriBuilder(IsEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Machine, Port).Uri;
}
