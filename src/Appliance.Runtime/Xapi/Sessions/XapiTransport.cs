using System.Net.Http.Headers;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>Carries calls to one xapi, over connections that are kept.</summary>
internal sealed class XapiTransport : IDisposable
{
    // Constants.http_limit_max_rpc_size of xapi: what is longer, it answers with 500.
    private const int LongestCall = 300 * 1024;

    // The records of 10,000 machines are some 60 MB.
    private const int LongestAnswer = 1 << 30;

    // With it, a member of a pool tells the certificate of its coordinator.
    private const string AsksForCoordinator = "x-xenapi-request-host-certificate-thumbprint";
    private const string TellsCoordinator = "x-xenapi-response-host-certificate-thumbprint";

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(20);

    // Nothing that may take long is called, but as a task; event.from is told to come back within half a minute.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private readonly string _host;
    private readonly XapiTrust _trust;
    private readonly HttpClient _client;

    /// <summary>Connects with the first request.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="endpoint">Where it is.</param>
    /// <param name="trust">How it is known.</param>
    public XapiTransport(string host, XapiEndpoint endpoint, XapiTrust trust)
    {
        (_host, _trust, Endpoint) = (host, trust, endpoint);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = LongestConnect,
            SslOptions = trust.Options(endpoint.Machine),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        })
        {
            BaseAddress = endpoint.Address,
            Timeout = LongestSilence,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>Where it leads.</summary>
    public XapiEndpoint Endpoint { get; }

    /// <summary>Sends a call.</summary>
    /// <exception cref="HostException">The call is too long, or nobody answers there who is trusted.</exception>
    public async Task<XapiResponse> PostAsync(IXapiLanguage language, XapiCall call, CancellationToken cancellationToken)
    {
        byte[] body = language.Write(call);
        if (body.Length > LongestCall)
        {
            throw new HostException(_host, $"{call.Method} would be a call of {body.Length / 1024} KiB, and xapi takes no more than {LongestCall / 1024}");
        }

        // Bytes have a length; xapi refuses what comes in chunks.
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(language.MediaType);
        content.Headers.Add(AsksForCoordinator, "sha-256:master");
        try
        {
            using HttpResponseMessage response = await _client.PostAsync(language.Path, content, cancellationToken);
            return new XapiResponse(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsByteArrayAsync(cancellationToken), CoordinatorOf(response));
        }
        catch (HttpRequestException e)
        {
            throw new HostException(_host, null, Explain(e), e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException(_host, null, $"{Endpoint.Machine} port {Endpoint.Port} did not answer {call.Method} in time", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string? CoordinatorOf(HttpResponseMessage response)
        => response.Headers.TryGetValues(TellsCoordinator, out IEnumerable<string>? values) ? values.First() : null;

    private string Explain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when _trust.Refused is { } fingerprint =>
            $"the certificate of {Endpoint.Machine} is not trusted; where its SHA-256 is {fingerprint} on the host too, give --fingerprint {fingerprint}, or the authority's file by --ca-file",
        HttpRequestError.SecureConnectionError => $"{Endpoint.Machine} port {Endpoint.Port} speaks no TLS: {e.InnerException?.Message ?? e.Message}",
        HttpRequestError.NameResolutionError => $"there is no machine {Endpoint.Machine}: {e.Message}",
        _ => $"{Endpoint.Machine} port {Endpoint.Port} cannot be reached: {e.InnerException?.Message ?? e.Message}",
    };
}
