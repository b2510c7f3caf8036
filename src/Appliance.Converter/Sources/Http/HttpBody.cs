namespace Appliance.Converter.Sources.Http;

/// <summary>The body of one answer: reads forward, and takes a long silence and an early end for a broken connection.</summary>
internal sealed class HttpBody : IDisposable
{
    private readonly HttpSession _session;
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _stop;

    private HttpBody(HttpSession session, HttpResponseMessage response, Stream stream, long start, long? end)
    {
        EndsFile = end is null || end == FileVersion.Of(response).Length;
        _session = session;
        _response = response;
        _stream = stream;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, session.Options.Time);
        Position = start;
        End = end;
    }

    /// <summary>Bytes of the file before the next one that comes.</summary>
    public long Position { get; private set; }

    /// <summary>Where the body ends, in bytes of the file; null where only its last chunk will tell.</summary>
    public long? End { get; }

    /// <summary>Whether the end of the body is the end of the file.</summary>
    public bool EndsFile { get; }

    /// <summary>Takes over an answer.</summary>
    /// <param name="session">Names and options.</param>
    /// <param name="response">The answer; disposed with the body.</param>
    /// <param name="start">Where it starts in the file, in bytes.</param>
    /// <param name="end">Where it ends; null where it does not say.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<HttpBody> OpenAsync(
        HttpSession session, HttpResponseMessage response, long start, long? end, CancellationToken cancellationToken)
        => new(session, response, await response.Content.ReadAsStreamAsync(cancellationToken), start, end);

    /// <summary>Reads what is there, at least one byte.</summary>
    /// <returns>Bytes read; 0 at the end, which is proven: all announced bytes came, or the chunk that ends a body.</returns>
    /// <exception cref="HttpSourceException">The connection broke.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (End is { } end)
        {
            buffer = buffer[..(int)Math.Min(buffer.Length, end - Position)];
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count = await ReadOrStallAsync(buffer, cancellationToken);
        Position += count;
        return count > 0 || End is null ? count : throw HttpTrouble.Short(_session.Location, Position, End.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _response.Dispose();
        _stop.Dispose();
    }

    private async ValueTask<int> ReadOrStallAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        HttpSourceOptions options = _session.Options;
        await using CancellationTokenRegistration link = cancellationToken.UnsafeRegister(
            static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _stop.CancelAfter(options.StallTimeout);
        try
        {
            int count = await _stream.ReadAsync(buffer, _stop.Token);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw HttpTrouble.Stalled(_session.Location, options.StallTimeout, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw HttpTrouble.Broken(_session.Location, e);
        }
    }
}
