using System.Net;

namespace Appliance.Converter.Sources.Http;

/// <summary>What status codes mean for somebody who wants a file.</summary>
internal static class HttpStatus
{
    /// <summary>Whether the answer is about the bytes of the file: all, a part, or "that range does not exist".</summary>
    public static bool IsAnswer(HttpStatusCode status)
        => status is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable;

    /// <summary>Whether the file is to be had somewhere else.</summary>
    public static bool IsRedirect(HttpStatusCode status)
        => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Whether a link that worked once, and was given out by a redirect, may just be too old.</summary>
    public static bool MayHaveExpired(HttpStatusCode status)
        => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <summary>The error for any other answer.</summary>
    public static HttpSourceException Describe(HttpLocation location, HttpResponseMessage response)
    {
        int code = (int)response.StatusCode;
        return new HttpSourceException(location, $"{Explain(location, response.StatusCode)} (HTTP {code})")
        {
            Status = response.StatusCode,
            Hope = MayPass(response.StatusCode) ? RetryHope.Good : RetryHope.None,
            RetryAfter = response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero,
        };
    }

    private static string Explain(HttpLocation location, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized when location.Authorization is null => "the server wants a user name and a password",
        HttpStatusCode.Unauthorized => "the server does not accept the user name and the password of the URL",
        HttpStatusCode.Forbidden => "the server forbids access; if the link was made for a limited time, get a new one",
        HttpStatusCode.NotFound or HttpStatusCode.Gone => "there is no such file on the server",
        HttpStatusCode.ProxyAuthenticationRequired => "the proxy wants a user name and a password",
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => "the server is too busy",
        >= HttpStatusCode.InternalServerError => "the server failed",
        _ => "the server gave an answer that makes no sense for a file",
    };

    /// <summary>Codes of an overloaded server, and of a gateway whose server is away (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4).</summary>
    private static bool MayPass(HttpStatusCode status)
        => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
