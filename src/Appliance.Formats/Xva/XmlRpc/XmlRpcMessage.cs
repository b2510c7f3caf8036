namespace Appliance.Formats.Xva;

/// <summary>A call of XML-RPC, or the answer to one.</summary>
/// <param name="Method">What is called; null in an answer.</param>
/// <param name="Parameters">The parameters of the call; in an answer one, the result.</param>
internal sealed record XmlRpcMessage(string? Method, IReadOnlyList<XmlRpcValue> Parameters)
{
    /// <summary>The names of the outermost element.</summary>
    public const string Call = "methodCall", Answer = "methodResponse";
}
