namespace Appliance.Converter.Sources.Http;

/// <summary>How a body is packed for the way.</summary>
internal static class AnswerEncoding
{
    /// <summary>Refuses a body that is compressed on the way, although that was not asked for.</summary>
    /// <exception cref="HttpSourceException">The body has a content coding.</exception>
    public static void Check(HttpLocation location, HttpResponseMessage response)
    {
        string[] encodings = [.. response.Content.Headers.ContentEncoding.Where(coding => coding != "identity")];
        if (encodings.Length > 0)
        {
            throw new HttpSourceException(
                location, $"the server sends the file with Content-Encoding \"{string.Join(", ", encodings)}\", which was not asked for and is refused");
        }
    }
}
