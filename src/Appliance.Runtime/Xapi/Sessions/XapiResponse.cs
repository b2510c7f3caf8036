using System.Net;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>What came back for a request.</summary>
/// <param name="Status">The status of HTTP; xapi tells its own errors under 200.</param>
/// <param name="MediaType">What the body is; empty where that was not said.</param>
/// <param name="Body">The body.</param>
/// <param name="Coordinator">The fingerprint of the certificate of the pool's coordinator, as a member tells it; null where it does not.</param>
internal sealed record XapiResponse(HttpStatusCode Status, string MediaType, byte[] Body, string? Coordinator)
{
    /// <summary>The answer of xapi in it.</summary>
    /// <param name="language">What it is written in.</param>
    /// <param name="kept">The fields that are wanted of the records in events; null for all.</param>
    /// <exception cref="FormatException">It is none in this language; the message says why.</exception>
    public XapiAnswer Read(IXapiLanguage language, IReadOnlySet<string>? kept = null)
        => Status == HttpStatusCode.OK ? language.Read(Body, kept) : throw new FormatException($"is HTTP {(int)Status}");
}
