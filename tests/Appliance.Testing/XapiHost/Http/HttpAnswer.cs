using System.Net;
using System.Text;

namespace Appliance.Testing.XapiHost.Http;

/// <summary>What is answered to a request, as xapi writes it: the names of most headers in lower case.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">The words behind it.</param>
/// <param name="MediaType">The type of the body; null for none.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpAnswer(int Status, string Reason, string? MediaType, byte[] Body)
{
    /// <summary>The request has more before its body than xapi reads.</summary>
    public static HttpAnswer HeaderTooLarge => Page(431, "Request Header Fields Too Large", "HTTP 431 request header fields too large", "Exceeded the maximum header size.");

    /// <summary>There is nothing of that name.</summary>
    public static HttpAnswer Forbidden => Page(403, "Forbidden", "HTTP 403 forbidden", "Access to the requested resource is forbidden.");

    /// <summary>A method that is not spoken.</summary>
    public static HttpAnswer Unknown(string method) => new(501, "Method Not Implemented", "text/html", Encoding.UTF8.GetBytes(
        $"<html><body><h1>HTTP 501 Method Not Implemented</h1><p>Unknown {method} not supported.<br /></p></body></html>"));

    /// <summary>Headers besides the usual ones.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>An answer in a language of calls.</summary>
    public static HttpAnswer Ok(string mediaType, byte[] body) => new(200, "OK", mediaType, body)
    {
        Headers = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "X-Requested-With")],
    };

    /// <summary>An exception came out of the daemon.</summary>
    public static HttpAnswer Failed(string exception) => Page(
        500, "Internal Error", "HTTP 500 internal server error",
        "An unexpected error occurred; please wait a while and try again. If the problem persists, please contact your support representative."
        + $"<h1> Additional information </h1>{WebUtility.HtmlEncode(exception).Replace("&#39;", "&apos;", StringComparison.Ordinal)}");

    /// <summary>Nobody of that session, or of that password.</summary>
    public static HttpAnswer Unauthorised(string what) => Page(401, "Unauthorised", "HTTP 401 unauthorised", "Please check your credentials and retry.") with
    {
        Headers = [("WWW-Authenticate", $"Basic realm=\"{what}\"")],
    };

    /// <summary>The answer as bytes.</summary>
    public byte[] ToBytes(bool keepsConnection)
    {
        var head = new StringBuilder($"HTTP/1.1 {Status} {Reason}\r\n");
        head.Append($"content-length: {Body.Length}\r\nconnection: {(keepsConnection ? "keep-alive" : "close")}\r\ncache-control: no-cache, no-store\r\n");
        if (MediaType is not null)
        {
            head.Append($"content-type: {MediaType}\r\n");
        }

        foreach ((string name, string value) in Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. Body];
    }

    private static HttpAnswer Page(int status, string reason, string title, string text)
        => new(status, reason, "text/html", Encoding.UTF8.GetBytes($"<html><body><h1>{title}</h1>{text}</body></html>"));
}
