namespace Appliance.Runtime.Xapi.Wire;

/// <summary>An error as xapi tells it.</summary>
/// <param name="Code">Its name: <c>HANDLE_INVALID</c>.</param>
/// <param name="Parameters">What it is about: <c>VM</c>, <c>OpaqueRef:…</c>.</param>
internal sealed record XapiError(string Code, IReadOnlyList<string> Parameters)
{
    /// <summary>The session is not there any more: it was logged out, forgotten, or another host's.</summary>
    public const string SessionInvalid = "SESSION_INVALID";

    /// <summary>The host is a member of a pool; the first parameter is the address of the one to ask.</summary>
    public const string HostIsSlave = "HOST_IS_SLAVE";

    /// <summary>The host has not come up whole yet.</summary>
    public const string HostStillBooting = "HOST_STILL_BOOTING";

    /// <summary>The host knows no such call, so that it is older than what asks.</summary>
    public const string MethodUnknown = "MESSAGE_METHOD_UNKNOWN";

    /// <summary>An object is not there, or not any more.</summary>
    public const string HandleInvalid = "HANDLE_INVALID";

    /// <summary>A map has the key already.</summary>
    public const string MapDuplicateKey = "MAP_DUPLICATE_KEY";

    /// <summary>The code and its parameters, as <c>xe</c> shows them.</summary>
    public override string ToString() => Parameters.Count == 0 ? Code : $"{Code} ({string.Join(", ", Parameters)})";
}
