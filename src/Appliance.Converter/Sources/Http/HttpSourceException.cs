using System.Net;

namespace Appliance.Converter.Sources.Http;

/// <summary>
/// A file could not be fetched from its server. The message is one line: the location without secrets, and the problem.
/// </summary>
public sealed class HttpSourceException : IOException
{
    internal HttpSourceException(HttpLocation location, string problem, Exception? inner = null)
        : base($"{location}: {problem}", inner)
    {
        Location = location.ToString();
        Problem = problem;
    }

    /// <summary>Scheme, host and path of the URL.</summary>
    public string Location { get; }

    /// <summary>What is wrong, without the location.</summary>
    public string Problem { get; }

    /// <summary>The server's status code; null where the trouble was not one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Whether it is worth trying again.</summary>
    internal RetryHope Hope { get; init; }

    /// <summary>How long the server asked to be left alone; zero where it did not.</summary>
    internal TimeSpan RetryAfter { get; init; }
}
