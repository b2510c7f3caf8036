using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>What a login gave: whom to ask, in which language, as whom.</summary>
/// <param name="Transport">The way there.</param>
/// <param name="Language">What is spoken there.</param>
/// <param name="Reference">The session, <c>OpaqueRef:…</c>.</param>
internal sealed record XapiTicket(XapiTransport Transport, IXapiLanguage Language, string Reference)
{
    /// <summary>Asks in this session.</summary>
    /// <exception cref="HostException">No answer of xapi came.</exception>
    public Task<XapiAnswer> AskAsync(string host, string method, IReadOnlyList<XmlRpcValue> parameters, CancellationToken cancellationToken)
        => AskAsync(host, new XapiCall(method, parameters), cancellationToken);

    /// <summary>Asks in this session, which comes before the call's parameters.</summary>
    /// <exception cref="HostException">No answer of xapi came.</exception>
    public async Task<XapiAnswer> AskAsync(string host, XapiCall call, CancellationToken cancellationToken)
    {
        XapiResponse response = await Transport.PostAsync(Language, call with { Parameters = [Reference, .. call.Parameters] }, cancellationToken);
        try
        {
            return response.Read(Language, call.Kept);
        }
        catch (FormatException e)
        {
            throw new HostException(host, null, $"what {Transport.Endpoint.Machine} answered to {call.Method} {e.Message}", e);
        }
    }
}
