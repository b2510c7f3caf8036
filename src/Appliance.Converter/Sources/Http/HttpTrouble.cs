using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Converter.Sources.Http;

/// <summary>Puts what the framework reports about connections into one line, and tells what is worth another try.</summary>
internal static class HttpTrouble
{
    /// <summary>A request failed before there was an answer.</summary>
    public static HttpSourceException Describe(HttpLocation location, HttpRequestException e)
    {
        Exception cause = e.InnerException ?? e;
        return e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new(location, $"the host's name is not known: {cause.Message}", e) { Hope = RetryHope.IfItWorkedBefore },
            HttpRequestError.ConnectionError => new(location, $"no connection: {cause.Message}", e) { Hope = RetryHope.IfItWorkedBefore },
            HttpRequestError.SecureConnectionError => Insecure(location, cause),
            HttpRequestError.ProxyTunnelError => new(location, $"the proxy gave no connection: {e.Message}", e) { Status = e.StatusCode },
            HttpRequestError.InvalidResponse => new(location, $"the server does not speak HTTP: {cause.Message}", e),
            HttpRequestError.ConfigurationLimitExceeded => new(location, $"the head of the server's answer is too long: {cause.Message}", e),
            _ => Broken(location, e),
        };
    }

    /// <summary>A connection broke off; the operating system may know why.</summary>
    public static HttpSourceException Broken(HttpLocation location, Exception e)
        => new(location, $"the connection broke{(e.GetBaseException() is SocketException cause ? $" ({cause.Message})" : "")}", e) { Hope = RetryHope.Good };

    /// <summary>Nothing came for too long.</summary>
    public static HttpSourceException Stalled(HttpLocation location, TimeSpan limit, Exception e)
        => new(location, $"nothing came from the server for {limit.TotalSeconds:0.###} s", e) { Hope = RetryHope.Good };

    /// <summary>The server did not take the connection in time.</summary>
    public static HttpSourceException NoConnection(HttpLocation location, TimeSpan limit, Exception e)
        => new(location, $"no connection within {limit.TotalSeconds:0.###} s", e) { Hope = RetryHope.IfItWorkedBefore };

    /// <summary>The answer ended before the bytes that it announced.</summary>
    public static HttpSourceException Short(HttpLocation location, long position, long end)
        => new(location, $"the answer ended at byte {position}, {end - position} bytes too early") { Hope = RetryHope.Good };

    /// <summary>A handshake that breaks off may do better next time; a certificate that is refused stays so.</summary>
    private static HttpSourceException Insecure(HttpLocation location, Exception cause)
        => cause is AuthenticationException
            ? new(location, $"no secure connection: {cause.Message}{(IsUnknown(cause) ? "; a certificate authority of your own is named with --ca-file" : "")}", cause)
            : new(location, $"no secure connection: {cause.Message}", cause) { Hope = RetryHope.IfItWorkedBefore };

    private static bool IsUnknown(Exception cause)
        => cause.Message.Contains(nameof(X509ChainStatusFlags.UntrustedRoot), StringComparison.Ordinal)
            || cause.Message.Contains(nameof(X509ChainStatusFlags.PartialChain), StringComparison.Ordinal);
}
