using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Appliance.Formats.IO;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Opens connections for transfers, in which what is sent and what comes back do not wait for each other.</summary>
/// <param name="host">The host, as the user calls it.</param>
/// <param name="trust">How hosts are known.</param>
internal sealed class XapiDialer(string host, XapiTrust trust)
{
    /// <summary>How hosts are known.</summary>
    public XapiTrust Trust => trust;

    /// <summary>Opens one; the caller disposes it.</summary>
    /// <exception cref="HostException">Nobody answers there who is trusted.</exception>
    public Task<Stream> OpenAsync(XapiEndpoint endpoint, CancellationToken cancellationToken) => OpenAsync(endpoint, trust, cancellationToken);

    /// <summary>Opens one to a host that is known in another way; the caller disposes it.</summary>
    /// <exception cref="HostException">Nobody answers there who is trusted.</exception>
    public async Task<Stream> OpenAsync(XapiEndpoint endpoint, XapiTrust known, CancellationToken cancellationToken)
    {
        try
        {
            Stream connection = await DirectConnection.OpenAsync(endpoint.Machine, endpoint.Port, cancellationToken);
            return endpoint.IsEncrypted ? await EncryptAsync(connection, endpoint.Machine, known, cancellationToken) : connection;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            string met = e is AuthenticationException && known.Refused is { } refused ? $"; it shows the certificate {refused}, which is not trusted" : "";
            throw new HostException(host, null, $"{endpoint.Machine} port {endpoint.Port} cannot be reached for a transfer: {e.Message}{met}", e);
        }
    }

    private static async Task<Stream> EncryptAsync(Stream connection, string machine, XapiTrust known, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(connection);
        await using var ownership = new Ownership<SslStream>(encrypted);
        await encrypted.AuthenticateAsClientAsync(known.Options(machine), cancellationToken);
        return ownership.Release();
    }
}
