using System.Net;
using System.Net.Http.Headers;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// One version of a file on a server. Every answer after the first one is held against it, so that bytes of two versions
/// are never mixed.
/// </summary>
internal sealed class HttpFile
{
    private HttpFile(HttpSession session, FileVersion version, bool hasRanges)
    {
        Session = session;
        Version = version;
        HasRanges = hasRanges;
    }

    /// <summary>Sends the requests.</summary>
    public HttpSession Session { get; }

    /// <summary>What the first answer told.</summary>
    public FileVersion Version { get; }

    /// <summary>Whether the server sends parts of the file.</summary>
    public bool HasRanges { get; }

    /// <summary>Asks for the file once, and takes the answer for what it is.</summary>
    /// <returns>The file, and its body from the first byte on.</returns>
    /// <exception cref="HttpSourceException">There is no such file, or the answer cannot be read safely.</exception>
    public static async Task<(HttpFile File, HttpBody Body)> OpenAsync(HttpSession session, CancellationToken cancellationToken)
    {
        // A range of everything: a server that knows ranges answers 206, and tells the length that way too.
        HttpResponseMessage response = await session.GetAsync(new RangeHeaderValue(0, null), condition: null, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK && response.Content.Headers.ContentRange is not { HasLength: true, Length: > 0 })
        {
            // An empty file has no ranges; one of unknown length would not show where it ends.
            response.Dispose();
            response = await session.GetAsync(range: null, condition: null, cancellationToken);
        }

        try
        {
            FirstAnswer.Check(session.Location, response);
            bool hasRanges = response.StatusCode == HttpStatusCode.PartialContent || response.Headers.AcceptRanges.Contains("bytes");
            var file = new HttpFile(session, FileVersion.Of(response), hasRanges);
            return (file, await file.TakeAsync(response, from: 0, cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a part of this version of the file.</summary>
    /// <param name="from">First byte.</param>
    /// <param name="end">Byte behind the last one; null for the end of the file.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="HttpSourceException">The file is another one now, or the server does not send this part.</exception>
    public async Task<HttpBody> OpenPartAsync(long from, long? end, CancellationToken cancellationToken)
    {
        RangeHeaderValue? range = from == 0 && end is null ? null : new RangeHeaderValue(from, end - 1);
        RangeConditionHeaderValue? condition = range is null ? null : Version.Condition;
        HttpResponseMessage response = await Session.GetAsync(range, condition, cancellationToken);
        try
        {
            RangeAnswer.Check(Session.Location, Version, range, response);
            return await TakeAsync(response, from, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private Task<HttpBody> TakeAsync(HttpResponseMessage response, long from, CancellationToken cancellationToken)
    {
        long? end = response.StatusCode == HttpStatusCode.PartialContent
            ? response.Content.Headers.ContentRange!.To + 1
            : FileVersion.Of(response).Length ?? Version.Length;
        return HttpBody.OpenAsync(Session, response, from, end, cancellationToken);
    }
}
