using System.Net;

namespace Appliance.Converter.Sources.Http;

/// <summary>What a server's first answer has to be like.</summary>
internal static class FirstAnswer
{
    /// <summary>Refuses answers that are no file, or whose end could not be told from a broken connection.</summary>
    /// <exception cref="HttpSourceException">The answer is refused.</exception>
    public static void Check(HttpLocation location, HttpResponseMessage response)
    {
        AnswerEncoding.Check(location, response);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new HttpSourceException(location, "the server refuses to send the file (HTTP 416)") { Status = response.StatusCode };
        }

        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            RangeAnswer.CheckStart(location, from: 0, response);
        }

        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw new HttpSourceException(location, "the server sent a web page instead of a file; a page to log in, or of a download portal, has the file behind another URL");
        }

        bool hasEnd = response.Content.Headers.ContentLength is not null || response.Headers.TransferEncodingChunked == true;
        if (!hasEnd && response.StatusCode == HttpStatusCode.OK)
        {
            throw new HttpSourceException(location, "the server does not tell how long the file is, and its end would look like a broken connection");
        }
    }
}
