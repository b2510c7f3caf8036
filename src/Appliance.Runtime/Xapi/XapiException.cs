using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi;

/// <summary>An error of xapi, in a sentence with the way out where there is one, and with its code and parameters behind.</summary>
internal sealed class XapiException : HostException
{
    /// <summary>An error of a call.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="error">What xapi told.</param>
    public XapiException(string host, XapiError error)
        : base(host, error.Code, XapiErrorTexts.Explain(error)) => Error = error;

    /// <summary>What xapi told.</summary>
    public XapiError Error { get; }
}
