namespace Appliance.Converter.Sources.Http;

/// <summary>A part of a file, read forward over as many connections as it takes. For one reader at a time.</summary>
internal sealed class ResumableBody : IDisposable
{
    private readonly HttpFile _file;
    private readonly long? _end;
    private readonly Retries _retries;
    private HttpBody? _body;
    private HttpSourceException? _broken;
    private bool _ended;

    /// <summary>Reads from <paramref name="start"/>; nothing is asked for before the first read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">Byte behind the last one; null for the end of the file.</param>
    /// <param name="body">A body that stands at the start already; null to ask for one.</param>
    public ResumableBody(HttpFile file, long start, long? end, HttpBody? body = null)
    {
        _file = file;
        _end = end;
        _body = body;
        _retries = new Retries(file.Session.Options);
        Position = start;
    }

    /// <summary>Bytes of the file before the next one.</summary>
    public long Position { get; private set; }

    private bool IsAtEnd => _ended || Position == (_end ?? _file.Version.Length);

    /// <summary>Reads what there is, at least one byte.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="HttpSourceException">The connection broke and could not be resumed, or the file changed.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty && !IsAtEnd)
        {
            try
            {
                HttpBody body = _body ??= await OpenAsync(cancellationToken);
                int count = await body.ReadAsync(buffer, cancellationToken);
                if (count > 0)
                {
                    Position += count;
                    _retries.Reset();
                    return count;
                }

                // A server may send less than it was asked for, and says so; the rest is asked for next.
                _ended = body.EndsFile;
                Close();
            }
            catch (HttpSourceException e) when (e.Hope != RetryHope.None)
            {
                Close();
                await WaitAsync(e, cancellationToken);
            }
            catch
            {
                // After a cancelled read nobody knows how much of the body has gone.
                Close();
                throw;
            }
        }

        return 0;
    }

    /// <summary>Fills <paramref name="buffer"/>, which lies within the part.</summary>
    /// <exception cref="HttpSourceException">The connection broke and could not be resumed, or the file changed.</exception>
    public async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int count = await ReadAsync(buffer, cancellationToken);
            buffer = count > 0 ? buffer[count..] : throw new EndOfStreamException($"{_file.Session.Location}: ended at byte {Position}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task<HttpBody> OpenAsync(CancellationToken cancellationToken)
    {
        HttpBody body = await _file.OpenPartAsync(Position, _end, cancellationToken);
        if (_broken is { } broken)
        {
            string blindly = _file.Version.IsNamed ? "" : "; the server names no version (ETag, Last-Modified), so only the length tells that it is the same file";
            _file.Session.Options.Warn($"{broken.Message} after {Progress()}; resumed there{blindly}");
            _broken = null;
        }

        return body;
    }

    private async Task WaitAsync(HttpSourceException cause, CancellationToken cancellationToken)
    {
        if (Position > 0 && !_file.HasRanges)
        {
            throw GiveUp(cause, "and the server cannot continue there (it does not send parts of files); start again");
        }

        if (_retries.AreSpent)
        {
            throw GiveUp(cause, $"and {_retries.Count} attempts to go on failed");
        }

        _broken ??= cause;
        await _retries.WaitAsync(cause.RetryAfter, cancellationToken);
    }

    private HttpSourceException GiveUp(HttpSourceException cause, string why)
        => new(_file.Session.Location, $"{cause.Problem}, after {Progress()}, {why}", cause) { Status = cause.Status };

    private string Progress() => _file.Version.Length is { } length ? $"{Position} of {length} bytes" : $"{Position} bytes";

    private void Close()
    {
        _body?.Dispose();
        _body = null;
    }
}
