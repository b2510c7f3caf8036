using System.Net.Http.Headers;
using System.Text;
using Appliance.Formats.Files;

namespace Appliance.Converter.Sources.Http;

/// <summary>A URL with its secrets kept apart: what is shown is scheme, host and path.</summary>
internal sealed class HttpLocation
{
    private HttpLocation(Uri uri, AuthenticationHeaderValue? authorization)
    {
        Uri = uri;
        Authorization = authorization;
    }

    /// <summary>The URL, without user information and fragment.</summary>
    public Uri Uri { get; }

    /// <summary>The user name and password that stood in the URL, ready to be sent; null where there were none.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    /// <summary>The last segment of the path, decoded and printable; the host where the path is empty.</summary>
    public string FileName
    {
        get
        {
            string segment = Uri.UnescapeDataString(Uri.Segments[^1].TrimEnd('/')).Replace('/', '_').Replace('\\', '_');
            return RelativeName.Printable(segment.Length > 0 ? segment : Uri.Host);
        }
    }

    /// <summary>Takes a URL apart.</summary>
    /// <exception cref="OptionException">It is not an absolute http or https URL.</exception>
    public static HttpLocation Parse(Uri url)
    {
        if (!url.IsAbsoluteUri || !IsHttp(url))
        {
            throw new OptionException("the source is not a URL that starts with http:// or https://");
        }

        return new HttpLocation(WithoutSecrets(url), ReadUserInfo(url));
    }

    /// <summary>Where a redirect leads, seen from here. User name and password go along only to the same server.</summary>
    /// <exception cref="HttpSourceException">It leads from https to http, or out of http altogether.</exception>
    public HttpLocation Follow(Uri target)
    {
        if (!Uri.TryCreate(Uri, target, out Uri? next))
        {
            throw new HttpSourceException(this, "is redirected to something that is no URL");
        }

        if (!IsHttp(next))
        {
            throw new HttpSourceException(this, $"is redirected to a \"{next.Scheme}\" URL, which is refused");
        }

        var location = new HttpLocation(WithoutSecrets(next), IsSameServer(next) ? Authorization : null);
        return Uri.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp
            ? throw new HttpSourceException(this, $"is redirected from https to {location}, which is refused: anybody on the way could change the file")
            : location;
    }

    /// <summary>Scheme, host, port and path: a query may hold a token.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static Uri WithoutSecrets(Uri url) => new UriBuilder(url) { UserName = "", Password = "", Fragment = "" }.Uri;

    private static AuthenticationHeaderValue? ReadUserInfo(Uri url)
    {
        if (url.UserInfo.Length == 0)
        {
            return null;
        }

        string[] parts = url.UserInfo.Split(':', 2);
        string credentials = $"{Uri.UnescapeDataString(parts[0])}:{(parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "")}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
    }

    /// <summary>The same host and port; going over from http to https on the usual ports counts as that.</summary>
    private bool IsSameServer(Uri next)
        => next.IdnHost == Uri.IdnHost
            && ((next.Scheme == Uri.Scheme && next.Port == Uri.Port) || (Uri.IsDefaultPort && next.IsDefaultPort));
}
