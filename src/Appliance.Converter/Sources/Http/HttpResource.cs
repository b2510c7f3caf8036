using System.Diagnostics.CodeAnalysis;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// A file on a web server, asked for once. It is read forward, or at random where the server sends parts. What was opened
/// from it may outlive it: connections are closed with the last of them.
/// </summary>
public sealed class HttpResource : IDisposable
{
    private readonly HttpFile _file;
    private HttpBody? _first;
    private int _disposed;

    private HttpResource(HttpFile file, HttpBody first)
    {
        _file = file;
        _first = first;
    }

    /// <summary>What messages call the file: the last part of the URL's path.</summary>
    public string Name => _file.Session.Location.FileName;

    /// <summary>Scheme, host and path, for messages; without user name, password and query.</summary>
    public string Location => _file.Session.Location.ToString();

    /// <summary>Bytes of the file; null where the server does not say, as with a body in chunks.</summary>
    public long? Length => _file.Version.Length;

    /// <summary>Whether the server sends parts of the file, so that <see cref="OpenDisk"/> works and broken connections are resumed.</summary>
    public bool HasRanges => _file.HasRanges;

    /// <summary>Whether an argument of a command is a URL for this class, and not a path.</summary>
    /// <param name="source">The argument.</param>
    /// <param name="url">The URL.</param>
    public static bool TryParse(string source, [NotNullWhen(true)] out Uri? url)
    {
        ArgumentNullException.ThrowIfNull(source);
        url = null;
        bool isHttp = source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isHttp && Uri.TryCreate(source, UriKind.Absolute, out url);
    }

    /// <summary>Asks for a file. An overloaded server is asked again some times; a missing one is not.</summary>
    /// <param name="url">An http or https URL; may hold a user name and a password, which are sent to that server only.</param>
    /// <param name="options">How to fetch.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="OptionException">The URL is of another scheme, or the file of certificate authorities holds none.</exception>
    /// <exception cref="HttpSourceException">The server is out of reach or not to be trusted, or does not give the file.</exception>
    public static async Task<HttpResource> OpenAsync(Uri url, HttpSourceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(options);
        var session = new HttpSession(HttpLocation.Parse(url), options);
        try
        {
            return await OpenAsync(session, new Retries(options), cancellationToken);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The file as a stream that reads forward, and resumes where a connection breaks.</summary>
    /// <exception cref="ObjectDisposedException">The resource is closed.</exception>
    public ResumableHttpStream OpenStream()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new ResumableHttpStream(_file, OpenFromStart());
    }

    /// <summary>The file as a disk with random reads; null where the server does not send parts, or does not tell the length.</summary>
    /// <exception cref="ObjectDisposedException">The resource is closed.</exception>
    public HttpDisk? OpenDisk()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return HasRanges && Length is { } length ? new HttpDisk(_file, length, OpenFromStart()) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Interlocked.Exchange(ref _first, null)?.Dispose();
            _file.Session.Dispose();
        }
    }

    private static async Task<HttpResource> OpenAsync(HttpSession session, Retries retries, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                (HttpFile file, HttpBody first) = await HttpFile.OpenAsync(session, cancellationToken);
                return new HttpResource(file, first);
            }
            catch (HttpSourceException e) when (e.Hope == RetryHope.Good && !retries.AreSpent)
            {
                session.Options.Warn($"{e.Message}; trying again");
                await retries.WaitAsync(e.RetryAfter, cancellationToken);
            }
        }
    }

    /// <summary>Reads from the first byte; who comes first has the body of the first answer.</summary>
    private ResumableBody OpenFromStart() => new(_file, start: 0, end: null, Interlocked.Exchange(ref _first, null));
}
