using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// Sends the requests for one file, follows redirects, and names what goes wrong; it tries nothing twice. Connections
/// are closed when the last holder lets go.
/// </summary>
internal sealed class HttpSession : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly HttpLocation _start;
    private readonly HttpClient _client;
    private HttpLocation _current;
    private int _holders = 1;

    /// <summary>Prepares connections; the caller is the first holder.</summary>
    /// <exception cref="OptionException">The file of certificate authorities holds none.</exception>
    public HttpSession(HttpLocation location, HttpSourceOptions options)
    {
        _start = _current = location;
        Options = options;
        _client = new HttpClient(CreateHandler(options), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("appliance", typeof(HttpSession).Assembly.GetName().Version?.ToString(3)));
        // Ranges of a body that is compressed on the way would be ranges of something else.
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>How to fetch.</summary>
    public HttpSourceOptions Options { get; }

    /// <summary>What the user asked for, as messages name it.</summary>
    public HttpLocation Location => _start;

    /// <summary>Counts one holder more; the caller knows that there is one already.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Counts one holder less.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _client.Dispose();
        }
    }

    /// <summary>Asks for the file or a range of it, and waits for the head of the answer.</summary>
    /// <param name="range">The range; null for the whole file.</param>
    /// <param name="condition">The version that the range has to be of; null for any.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>An answer of status 200, 206 or 416; the caller disposes it.</returns>
    /// <exception cref="HttpSourceException">There is no such answer.</exception>
    public async Task<HttpResponseMessage> GetAsync(
        RangeHeaderValue? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        // Where the redirects led last time is asked directly: another mirror might have another version.
        HttpLocation location = Volatile.Read(ref _current);
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            HttpResponseMessage response = await SendAsync(location, range, condition, cancellationToken);
            if (HttpStatus.IsAnswer(response.StatusCode))
            {
                Volatile.Write(ref _current, location);
                return response;
            }

            using (response)
            {
                if (HttpStatus.IsRedirect(response.StatusCode))
                {
                    location = location.Follow(response.Headers.Location ?? throw Fail(location, "is redirected, and the server does not say where"));
                }
                else if (redirects == 0 && location != _start && HttpStatus.MayHaveExpired(response.StatusCode))
                {
                    // What a redirect once led to is often good for some minutes only.
                    location = _start;
                }
                else
                {
                    throw HttpStatus.Describe(location, response);
                }
            }
        }

        throw Fail(_start, $"is redirected more than {MaxRedirects} times");
    }

    private static HttpSourceException Fail(HttpLocation location, string problem) => new(location, problem);

    private static SocketsHttpHandler CreateHandler(HttpSourceOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            ActivityHeadersPropagator = null,
        };
        if (options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        if (options.CertificateAuthorityFile is { } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustedAuthorities.WithFile(file) };
        }

        return handler;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpLocation location, RangeHeaderValue? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, location.Uri);
        request.Headers.Authorization = location.Authorization;
        request.Headers.Range = range;
        request.Headers.IfRange = condition;
        using var stalled = new CancellationTokenSource(Options.StallTimeout, Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException e)
        {
            throw HttpTrouble.Describe(location, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e.InnerException is TimeoutException
                ? HttpTrouble.NoConnection(location, Options.ConnectTimeout, e)
                : HttpTrouble.Stalled(location, Options.StallTimeout, e);
        }
    }
}
