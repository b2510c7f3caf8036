using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Events;

/// <summary>A change of one object.</summary>
/// <param name="Class">Its class, in lower case: <c>vm</c>.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="Fields">Its fields as they are now; null where it is gone, which may be told again, and of what was never known.</param>
internal sealed record XapiEvent(string Class, string Reference, XmlRpcStruct? Fields)
{
    /// <summary>Reads one.</summary>
    public static XapiEvent Read(XmlRpcStruct told)
        => new(told.Text("class").ToLowerInvariant(), told.Text("ref"), told.Text("operation") == "del" ? null : told.Find("snapshot") as XmlRpcStruct);
}
