using System.Net;

namespace Appliance.Converter.Sources.Http;

/// <summary>How to fetch a file from a web server.</summary>
/// <remarks>There is no option to accept a certificate that does not verify.</remarks>
public sealed class HttpSourceOptions
{
    /// <summary>The defaults.</summary>
    public static HttpSourceOptions Default { get; } = new();

    /// <summary>
    /// A PEM file with certificates of authorities that are trusted besides the system's; default null, none. Intermediate
    /// certificates in it help to build chains, and are not trusted by themselves.
    /// </summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Longest wait for a connection, with its TLS handshake; default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection over which nothing comes for this long counts as broken; default 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts in a row that may fail without a single byte of progress; default 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The wait before the first of these attempts; each further one waits twice as long. Default 1 s.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The proxy; default null, what the environment says (<c>http_proxy</c>, <c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>).</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Receives remarks that do not stop the work, one sentence each, from any thread; default nowhere.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>The clock of waits and stalls; default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
