using System.Net;
using System.Net.Http.Headers;

namespace Appliance.Converter.Sources.Http;

/// <summary>Whether the answer to a later request is a part of the same version of the file, and the part that was asked for.</summary>
internal static class RangeAnswer
{
    /// <summary>Holds an answer against what is known.</summary>
    /// <param name="location">For the message.</param>
    /// <param name="version">What the first answer told.</param>
    /// <param name="range">What was asked for; null for the whole file.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="HttpSourceException">It is about another version, or another part.</exception>
    public static void Check(HttpLocation location, FileVersion version, RangeHeaderValue? range, HttpResponseMessage response)
    {
        AnswerEncoding.Check(location, response);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw Changed(location, response, "it is shorter now (HTTP 416)");
        }

        if (version.FindChange(FileVersion.Of(response)) is { } change)
        {
            throw Changed(location, response, change);
        }

        bool isPart = response.StatusCode == HttpStatusCode.PartialContent;
        if (isPart && range is null)
        {
            throw Wrong(location, response, "was not asked for");
        }

        if (range?.Ranges.First() is { From: { } from } wanted)
        {
            CheckIsPart(location, isPart, response);
            CheckStart(location, from, response);
            CheckEnd(location, wanted.To, response);
        }
    }

    /// <summary>Refuses a part that does not start where it should.</summary>
    /// <exception cref="HttpSourceException">It starts elsewhere, or does not tell, or ends before it starts.</exception>
    public static void CheckStart(HttpLocation location, long from, HttpResponseMessage response)
    {
        ContentRangeHeaderValue? part = response.Content.Headers.ContentRange;
        if (part is not { Unit: "bytes", HasRange: true } || part.From != from)
        {
            throw Wrong(location, response, $"does not start at byte {from}");
        }
    }

    private static void CheckIsPart(HttpLocation location, bool isPart, HttpResponseMessage response)
    {
        if (!isPart)
        {
            throw new HttpSourceException(
                location, "the server sent the whole file instead of a part: the file changed while it was read, or the server does not send parts")
            {
                Status = response.StatusCode,
            };
        }
    }

    private static void CheckEnd(HttpLocation location, long? last, HttpResponseMessage response)
    {
        ContentRangeHeaderValue part = response.Content.Headers.ContentRange!;
        long length = part.To!.Value - part.From!.Value + 1;
        if (part.To > last)
        {
            throw Wrong(location, response, $"does not end at byte {last}");
        }

        if (response.Content.Headers.ContentLength is { } announced && announced != length)
        {
            throw Wrong(location, response, $"has {announced} bytes");
        }
    }

    private static HttpSourceException Wrong(HttpLocation location, HttpResponseMessage response, string problem)
    {
        string range = response.Content.Headers.ContentRange?.ToString() ?? "none";
        return new(location, $"the server sent a wrong part of the file: Content-Range {range} {problem}") { Status = response.StatusCode };
    }

    private static HttpSourceException Changed(HttpLocation location, HttpResponseMessage response, string how)
        => new(location, $"the file changed on the server while it was read: {how}; start again") { Status = response.StatusCode };
}
