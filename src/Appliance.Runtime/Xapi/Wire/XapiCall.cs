using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>A call of xapi.</summary>
/// <param name="Method">What is called: <c>VM.get_record</c>.</param>
/// <param name="Parameters">Its parameters, by position; the session comes first, but for a login.</param>
internal sealed record XapiCall(string Method, IReadOnlyList<XmlRpcValue> Parameters)
{
    /// <summary>The fields that are wanted of the records in events; null for all.</summary>
    public IReadOnlySet<string>? Kept { get; init; }
}
